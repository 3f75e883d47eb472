"""The Go structs under a Pod template: their fields in order, as the API's .proto files list them.

A line is a struct; a field is `GoName type`, or `GoName=jsonName type` where the JSON name is not the Go name
with a small first letter (`=` alone: the struct is inlined). `*` is a pointer, `[]` a slice, a capital letter
one of the structs here. Named strings keep their Go type, because the hash of a template sees it.
"""

from __future__ import annotations

from typing import NamedTuple

_TABLE = """
PodTemplateSpec: ObjectMeta=metadata ObjectMeta, Spec PodSpec
ObjectMeta: Name string, GenerateName string, Namespace string, SelfLink string, UID types.UID, ResourceVersion string, Generation int64, CreationTimestamp Time, DeletionTimestamp *Time, DeletionGracePeriodSeconds *int64, Labels map[string]string, Annotations map[string]string, OwnerReferences []OwnerReference, Finalizers []string, ManagedFields []ManagedFieldsEntry
PodSpec: Volumes []Volume, InitContainers []Container, Containers []Container, EphemeralContainers []EphemeralContainer, RestartPolicy v1.RestartPolicy, TerminationGracePeriodSeconds *int64, ActiveDeadlineSeconds *int64, DNSPolicy=dnsPolicy v1.DNSPolicy, NodeSelector map[string]string, ServiceAccountName string, DeprecatedServiceAccount=serviceAccount string, AutomountServiceAccountToken *bool, NodeName string, HostNetwork bool, HostPID bool, HostIPC bool, ShareProcessNamespace *bool, SecurityContext *PodSecurityContext, ImagePullSecrets []LocalObjectReference, Hostname string, Subdomain string, Affinity *Affinity, SchedulerName string, Tolerations []Toleration, HostAliases []HostAlias, PriorityClassName string, Priority *int32, DNSConfig=dnsConfig *PodDNSConfig, ReadinessGates []PodReadinessGate, RuntimeClassName *string, EnableServiceLinks *bool, PreemptionPolicy *v1.PreemptionPolicy, Overhead v1.ResourceList, TopologySpreadConstraints []TopologySpreadConstraint, SetHostnameAsFQDN *bool, OS=os *PodOS, HostUsers *bool, SchedulingGates []PodSchedulingGate, ResourceClaims []PodResourceClaim, Resources *ResourceRequirements, HostnameOverride *string, SchedulingGroup *PodSchedulingGroup
Container: Name string, Image string, Command []string, Args []string, WorkingDir string, Ports []ContainerPort, EnvFrom []EnvFromSource, Env []EnvVar, Resources ResourceRequirements, ResizePolicy []ContainerResizePolicy, RestartPolicy *v1.ContainerRestartPolicy, RestartPolicyRules []ContainerRestartRule, VolumeMounts []VolumeMount, VolumeDevices []VolumeDevice, LivenessProbe *Probe, ReadinessProbe *Probe, StartupProbe *Probe, Lifecycle *Lifecycle, TerminationMessagePath string, TerminationMessagePolicy v1.TerminationMessagePolicy, ImagePullPolicy v1.PullPolicy, SecurityContext *SecurityContext, Stdin bool, StdinOnce bool, TTY=tty bool
ContainerPort: Name string, HostPort int32, ContainerPort int32, Protocol v1.Protocol, HostIP string
ContainerResizePolicy: ResourceName v1.ResourceName, RestartPolicy v1.ResourceResizeRestartPolicy
ContainerRestartRule: Action v1.ContainerRestartRuleAction, ExitCodes *ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes: Operator v1.ContainerRestartRuleOnExitCodesOperator, Values []int32
ResourceRequirements: Limits v1.ResourceList, Requests v1.ResourceList, Claims []ResourceClaim
ResourceClaim: Name string, Request string
EnvFromSource: Prefix string, ConfigMapRef *ConfigMapEnvSource, SecretRef *SecretEnvSource
ConfigMapEnvSource: LocalObjectReference= LocalObjectReference, Optional *bool
SecretEnvSource: LocalObjectReference= LocalObjectReference, Optional *bool
LocalObjectReference: Name string
EnvVar: Name string, Value string, ValueFrom *EnvVarSource
EnvVarSource: FieldRef *ObjectFieldSelector, ResourceFieldRef *ResourceFieldSelector, ConfigMapKeyRef *ConfigMapKeySelector, SecretKeyRef *SecretKeySelector, FileKeyRef *FileKeySelector
ObjectFieldSelector: APIVersion=apiVersion string, FieldPath string
ResourceFieldSelector: ContainerName string, Resource string, Divisor Quantity
ConfigMapKeySelector: LocalObjectReference= LocalObjectReference, Key string, Optional *bool
SecretKeySelector: LocalObjectReference= LocalObjectReference, Key string, Optional *bool
FileKeySelector: VolumeName string, Path string, Key string, Optional *bool
VolumeMount: Name string, ReadOnly bool, RecursiveReadOnly *v1.RecursiveReadOnlyMode, MountPath string, SubPath string, MountPropagation *v1.MountPropagationMode, SubPathExpr string
VolumeDevice: Name string, DevicePath string
Probe: ProbeHandler= ProbeHandler, InitialDelaySeconds int32, TimeoutSeconds int32, PeriodSeconds int32, SuccessThreshold int32, FailureThreshold int32, TerminationGracePeriodSeconds *int64
ProbeHandler: Exec *ExecAction, HTTPGet=httpGet *HTTPGetAction, TCPSocket=tcpSocket *TCPSocketAction, GRPC=grpc *GRPCAction
ExecAction: Command []string
HTTPGetAction: Path string, Port IntOrString, Host string, Scheme v1.URIScheme, HTTPHeaders=httpHeaders []HTTPHeader
HTTPHeader: Name string, Value string
TCPSocketAction: Port IntOrString, Host string
GRPCAction: Port int32, Service *string
Lifecycle: PostStart *LifecycleHandler, PreStop *LifecycleHandler, StopSignal *v1.Signal
LifecycleHandler: Exec *ExecAction, HTTPGet=httpGet *HTTPGetAction, TCPSocket=tcpSocket *TCPSocketAction, Sleep *SleepAction
SleepAction: Seconds int64
SecurityContext: Capabilities *Capabilities, Privileged *bool, SELinuxOptions=seLinuxOptions *SELinuxOptions, WindowsOptions *WindowsSecurityContextOptions, RunAsUser *int64, RunAsGroup *int64, RunAsNonRoot *bool, ReadOnlyRootFilesystem *bool, AllowPrivilegeEscalation *bool, ProcMount *v1.ProcMountType, SeccompProfile *SeccompProfile, AppArmorProfile *AppArmorProfile
PodSecurityContext: SELinuxOptions=seLinuxOptions *SELinuxOptions, WindowsOptions *WindowsSecurityContextOptions, RunAsUser *int64, RunAsGroup *int64, RunAsNonRoot *bool, SupplementalGroups []int64, SupplementalGroupsPolicy *v1.SupplementalGroupsPolicy, FSGroup=fsGroup *int64, Sysctls []Sysctl, FSGroupChangePolicy=fsGroupChangePolicy *v1.PodFSGroupChangePolicy, SeccompProfile *SeccompProfile, AppArmorProfile *AppArmorProfile, SELinuxChangePolicy=seLinuxChangePolicy *v1.PodSELinuxChangePolicy
Capabilities: Add []v1.Capability, Drop []v1.Capability
SELinuxOptions: User string, Role string, Type string, Level string
WindowsSecurityContextOptions: GMSACredentialSpecName=gmsaCredentialSpecName *string, GMSACredentialSpec=gmsaCredentialSpec *string, RunAsUserName *string, HostProcess *bool
SeccompProfile: Type v1.SeccompProfileType, LocalhostProfile *string
AppArmorProfile: Type v1.AppArmorProfileType, LocalhostProfile *string
Sysctl: Name string, Value string
Affinity: NodeAffinity *NodeAffinity, PodAffinity *PodAffinity, PodAntiAffinity *PodAntiAffinity
NodeAffinity: RequiredDuringSchedulingIgnoredDuringExecution *NodeSelector, PreferredDuringSchedulingIgnoredDuringExecution []PreferredSchedulingTerm
NodeSelector: NodeSelectorTerms []NodeSelectorTerm
NodeSelectorTerm: MatchExpressions []NodeSelectorRequirement, MatchFields []NodeSelectorRequirement
NodeSelectorRequirement: Key string, Operator v1.NodeSelectorOperator, Values []string
PreferredSchedulingTerm: Weight int32, Preference NodeSelectorTerm
PodAffinity: RequiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm, PreferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm
PodAntiAffinity: RequiredDuringSchedulingIgnoredDuringExecution []PodAffinityTerm, PreferredDuringSchedulingIgnoredDuringExecution []WeightedPodAffinityTerm
PodAffinityTerm: LabelSelector *LabelSelector, Namespaces []string, TopologyKey string, NamespaceSelector *LabelSelector, MatchLabelKeys []string, MismatchLabelKeys []string
WeightedPodAffinityTerm: Weight int32, PodAffinityTerm PodAffinityTerm
LabelSelector: MatchLabels map[string]string, MatchExpressions []LabelSelectorRequirement
LabelSelectorRequirement: Key string, Operator v1.LabelSelectorOperator, Values []string
Toleration: Key string, Operator v1.TolerationOperator, Value string, Effect v1.TaintEffect, TolerationSeconds *int64
HostAlias: IP=ip string, Hostnames []string
PodDNSConfig: Nameservers []string, Searches []string, Options []PodDNSConfigOption
PodDNSConfigOption: Name string, Value *string
PodReadinessGate: ConditionType v1.PodConditionType
TopologySpreadConstraint: MaxSkew int32, TopologyKey string, WhenUnsatisfiable v1.UnsatisfiableConstraintAction, LabelSelector *LabelSelector, MinDomains *int32, NodeAffinityPolicy *v1.NodeInclusionPolicy, NodeTaintsPolicy *v1.NodeInclusionPolicy, MatchLabelKeys []string
PodOS: Name v1.OSName
PodSchedulingGate: Name string
PodResourceClaim: Name string, ResourceClaimName *string, ResourceClaimTemplateName *string
PodSchedulingGroup: PodGroupName *string
Volume: Name string, VolumeSource= VolumeSource
VolumeSource: HostPath *HostPathVolumeSource, EmptyDir *EmptyDirVolumeSource, GCEPersistentDisk=gcePersistentDisk *GCEPersistentDiskVolumeSource, AWSElasticBlockStore=awsElasticBlockStore *AWSElasticBlockStoreVolumeSource, GitRepo *GitRepoVolumeSource, Secret *SecretVolumeSource, NFS=nfs *NFSVolumeSource, ISCSI=iscsi *ISCSIVolumeSource, Glusterfs *GlusterfsVolumeSource, PersistentVolumeClaim *PersistentVolumeClaimVolumeSource, RBD=rbd *RBDVolumeSource, FlexVolume *FlexVolumeSource, Cinder *CinderVolumeSource, CephFS=cephfs *CephFSVolumeSource, Flocker *FlockerVolumeSource, DownwardAPI=downwardAPI *DownwardAPIVolumeSource, FC=fc *FCVolumeSource, AzureFile *AzureFileVolumeSource, ConfigMap *ConfigMapVolumeSource, VsphereVolume *VsphereVirtualDiskVolumeSource, Quobyte *QuobyteVolumeSource, AzureDisk *AzureDiskVolumeSource, PhotonPersistentDisk *PhotonPersistentDiskVolumeSource, Projected *ProjectedVolumeSource, PortworxVolume *PortworxVolumeSource, ScaleIO=scaleIO *ScaleIOVolumeSource, StorageOS=storageos *StorageOSVolumeSource, CSI=csi *CSIVolumeSource, Ephemeral *EphemeralVolumeSource, Image *ImageVolumeSource
HostPathVolumeSource: Path string, Type *v1.HostPathType
EmptyDirVolumeSource: Medium v1.StorageMedium, SizeLimit *Quantity
SecretVolumeSource: SecretName string, Items []KeyToPath, DefaultMode *int32, Optional *bool
ConfigMapVolumeSource: LocalObjectReference= LocalObjectReference, Items []KeyToPath, DefaultMode *int32, Optional *bool
KeyToPath: Key string, Path string, Mode *int32
NFSVolumeSource: Server string, Path string, ReadOnly bool
PersistentVolumeClaimVolumeSource: ClaimName string, ReadOnly bool
DownwardAPIVolumeSource: Items []DownwardAPIVolumeFile, DefaultMode *int32
DownwardAPIVolumeFile: Path string, FieldRef *ObjectFieldSelector, ResourceFieldRef *ResourceFieldSelector, Mode *int32
ProjectedVolumeSource: Sources []VolumeProjection, DefaultMode *int32
VolumeProjection: Secret *SecretProjection, DownwardAPI=downwardAPI *DownwardAPIProjection, ConfigMap *ConfigMapProjection, ServiceAccountToken *ServiceAccountTokenProjection, ClusterTrustBundle *ClusterTrustBundleProjection, PodCertificate *PodCertificateProjection
SecretProjection: LocalObjectReference= LocalObjectReference, Items []KeyToPath, Optional *bool
ConfigMapProjection: LocalObjectReference= LocalObjectReference, Items []KeyToPath, Optional *bool
DownwardAPIProjection: Items []DownwardAPIVolumeFile
ServiceAccountTokenProjection: Audience string, ExpirationSeconds *int64, Path string
CSIVolumeSource: Driver string, ReadOnly *bool, FSType=fsType *string, VolumeAttributes map[string]string, NodePublishSecretRef *LocalObjectReference
ImageVolumeSource: Reference string, PullPolicy v1.PullPolicy
"""  # noqa: E501


class Field(NamedTuple):
    """One field of a struct."""

    name: str
    json: str  # "" where the struct is inlined
    type: str


def _struct(line: str) -> tuple[str, tuple[Field, ...]]:
    name, _, fields = line.partition(": ")
    return name, tuple(_field(*field.split(" ")) for field in fields.split(", "))


def _field(name: str, kind: str) -> Field:
    go, named, json = name.partition("=")
    if named:
        return Field(go, json, kind)
    return Field(go, "uid" if go == "UID" else go[0].lower() + go[1:], kind)


STRUCTS = dict(_struct(line) for line in _TABLE.strip().splitlines())
