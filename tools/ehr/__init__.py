"""The EHR as task-level tools: an MCP server over a FHIR R4 EHR, and the typed client that the agents use.

`build_ehr_server` makes the server, `open_ehr` a client in this process, `ehr_http` serves it to others. Results are
in `tools.ehr.results`; whom a call is for is an `EhrSession`.
"""
