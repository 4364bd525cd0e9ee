"""The EHR port (`tools.ehr.port`) as each vendor fulfils it: a folder each, and what each can do as data."""
