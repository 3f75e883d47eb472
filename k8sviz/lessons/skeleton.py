"""The files of a new lesson: small, complete, and solved already."""

START = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: web
        image: httpd
        ports:
        - containerPort: 80
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: {app: wbe}
  ports:
  - port: 80
"""

FIXED = START.replace("wbe", "web")

LESSON = """\
# docs/lessons.md says what each field is for. `python manage.py lesson check {slug}` says what is wrong.
order: 900
minutes: 5
title:
  en: A new lesson
  zh: 一节新课
teaches:
  en: One sentence about what somebody can do afterwards.
  zh: 用一句话说明学完之后会做什么。
story:
  en: The shop's page does not open any more. Nobody has changed anything, they say.
  zh: 商店的页面打不开了。大家都说自己什么也没改。
before: []
start:
  apply: [start.yaml]
  ask: http://web
steps:
- id: fix
  title:
    en: Make the Service answer
    zh: 让 Service 恢复应答
  text:
    en: Send a request to `http://web` and follow the packet.
    zh: 向 `http://web` 发一个请求，看看数据包走到了哪里。
  checks:
  - say:
      en: Three Pods answer at http://web
      zh: 访问 http://web 时三个 Pod 都会应答
    goal:
      request: {{from: pod/default/client, to: http://web, pods: 3}}
  hints:
  - en: How many endpoints does the Service have?
    zh: 这个 Service 有几个端点？
  - en: Compare the Service's selector with the labels of the Pods.
    zh: 把 Service 的 selector 和 Pod 的 label 对照一下。
  - en: The selector says `wbe`, the Pods say `web`.
    zh: selector 写的是 `wbe`，Pod 上是 `web`。
  solutions:
  - say:
      en: Write the selector as the Pods are labelled.
      zh: 让 selector 与 Pod 的 label 一致。
    actions:
    - {{do: apply, file: fixed.yaml}}
at_work:
- type: kubectl get endpointslices -l kubernetes.io/service-name=web
  say:
    en: No endpoints means that the selector matches no Pod.
    zh: 没有端点，说明 selector 没有选中任何 Pod。
"""


def files(slug: str) -> dict[str, str]:
    """By their names."""
    return {"lesson.yaml": LESSON.format(slug=slug), "start.yaml": START, "fixed.yaml": FIXED}
