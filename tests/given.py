"""What is in a cluster when a test begins: a Pod behind a Service, and one that asks."""

WEB = """\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: nginx}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 8080, targetPort: 80}]}
"""
WEB_AND_CLIENT = f"""\
{WEB}---
apiVersion: v1
kind: Pod
metadata: {{name: client}}
spec: {{containers: [{{name: client, image: curlimages/curl, args: [sleep, infinity]}}]}}
"""
