// A plain page of the API from its OpenAPI description: every operation with its parameters and shapes.

const api = await (await fetch("/openapi.json")).json();

function make(tag, text, ...children) {
  const element = document.createElement(tag);
  element.append(...(text ? [text] : []), ...children);
  return element;
}

function resolve(schema) {
  return schema?.$ref ? api.components.schemas[schema.$ref.split("/").pop()] : schema;
}

/** A schema as a short example-like text: names and types. */
function shape(schema, depth = 0) {
  const { type, anyOf, oneOf, items, prefixItems, properties, enum: values, const: only } = resolve(schema) ?? {};
  if (only !== undefined) return JSON.stringify(only);
  if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (anyOf ?? oneOf) return (anyOf ?? oneOf).map((choice) => shape(choice, depth)).join(" | ");
  if (type === "array") return `[${shape(items ?? prefixItems?.[0], depth)}]`;
  if (!properties) return type ?? "any";
  const indent = "  ".repeat(depth + 1);
  const lines = Object.entries(properties).map(([name, value]) => `${indent}"${name}": ${shape(value, depth + 1)}`);
  return `{\n${lines.join(",\n")}\n${"  ".repeat(depth)}}`;
}

function block(title, content) {
  const schema = content?.["application/json"]?.schema;
  return schema ? [make("p", title), make("pre", shape(schema))] : [];
}

for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in !== "path");
    const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith("2"));
    document.getElementById("operations").append(make("section", "",
      make("h2", "", make("b", method.toUpperCase()), ` ${path}`),
      make("p", operation.description ?? operation.summary),
      ...parameters.map(({ name, in: where }) => make("p", `${where}: ${name}`)),
      ...block("Send", operation.requestBody?.content),
      ...answers.flatMap(([status, answer]) => block(`Answer ${status}`, answer.content)),
    ));
  }
}
