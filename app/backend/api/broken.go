package api

import (
	"errors"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"sociomedio/data"
)

// broken says where a request breaks the contract, without ever quoting what was in it.
func broken(operation string, err error) error {
	field, rule := where(err)
	if kind, ok := telling(operation, field, rule); ok {
		return &data.Error{Kind: kind, Sentence: sentences[kind], Field: field}
	}
	return invalid(field)
}

// invalid is the problem of a request that breaks the contract in a field; "" when it can't be read at all.
func invalid(field string) error {
	sentence := "The request can't be read."
	if field != "" {
		sentence = "The field " + field + " can't be taken as it is."
	}
	return &data.Error{Kind: data.Invalid, Sentence: sentence, Field: field}
}

// where is the field that is meant, as a path with dots, and the rule of the schema that it breaks.
func where(err error) (field, rule string) {
	var request *openapi3filter.RequestError
	if errors.As(err, &request) && request.Parameter != nil {
		field = request.Parameter.Name
	}
	var schema *openapi3.SchemaError
	if errors.As(err, &schema) {
		rule = schema.SchemaField
		if path := strings.Join(schema.JSONPointer(), "."); path != "" {
			field = path
		}
	}
	return field, rule
}

// sentences of the kinds that say more than invalid.
var sentences = map[data.Kind]string{
	data.NoCategory:   "The answer has no category.",
	data.EmptyAnswer:  "The answer is empty.",
	data.TooLong:      "The answer is too long.",
	data.WeakPassword: "The password needs 10 to 200 characters.",
}

// telling is the kind for the rules of the contract that an agent meets in daily work; the others are the client's
// mistakes and plainly invalid.
func telling(operation, field, rule string) (data.Kind, bool) {
	top, _, _ := strings.Cut(field, ".")
	switch {
	case operation == "changePassword" && top == "new":
		return data.WeakPassword, true
	case (operation == "saveAnswer" || operation == "markAnsweredOutside") && top == "path":
		return data.NoCategory, true
	case operation == "saveAnswer" && (top == "parts" || top == "text") && (rule == "maxLength" || rule == "maxItems"):
		return data.TooLong, true
	case operation == "saveAnswer" && top == "parts" && rule == "minLength":
		return data.EmptyAnswer, true
	}
	return "", false
}
