// Package contract is what client and backend say to each other: openapi.yaml is the source, the types are generated from
// it, and both sides use these types as the words of the domain (case, message, handling, answer, customer). The server
// interface generated from the same file lies with its implementation in app/backend/api.
package contract

import _ "embed"

//go:generate go tool -modfile=../../.ci/tools.mod oapi-codegen -config types.yaml openapi.yaml
//go:generate go tool -modfile=../../.ci/tools.mod oapi-codegen -config server.yaml openapi.yaml

// Version is the contract version this build speaks, the major number of openapi.yaml's info.version. Client and backend
// exchange it at sign-in and accept each other one version apart.
const Version = 1

// OpenAPI is the contract itself, for tests and for the backend's own answer to GET /v1/openapi.yaml.
//
//go:embed openapi.yaml
var OpenAPI []byte
