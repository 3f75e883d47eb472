"""Manifests: text to decoded, defaulted, validated objects, or field errors with lines."""
