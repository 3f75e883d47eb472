"""SPDY/3.1 framing, as far as Kubernetes' streams need it: bytes to frames and frames to bytes, no I/O.

https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/
"""
