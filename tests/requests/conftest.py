"""The whole service over HTTP, with staff who decide; the embedded store as EHR."""
