"""The EHR as task-level MCP tools: their results, their policy, the server and its typed client."""
