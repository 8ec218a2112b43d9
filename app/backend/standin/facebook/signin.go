package facebook

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Proof is appsecret_proof: that who holds the token also holds the app's secret (facebook-api §2).
func Proof(secret, token string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(token))
	return hex.EncodeToString(mac.Sum(nil))
}

// signIn checks the token, from the header or the parameters, and its proof.
func (s *Server) signIn(c *call) *refusal {
	token, inHeader := strings.CutPrefix(c.Header.Get("Authorization"), "Bearer ")
	if !inHeader {
		token = c.value("access_token")
	}
	cr := s.options.Credentials
	proof := c.value("appsecret_proof")
	switch {
	case token == "":
		return oauth(104, 0, "An access token is required to request this resource.")
	case token == cr.AppID+"|"+cr.AppSecret:
		c.app = true
		return nil
	case token != cr.PageToken:
		e := oauth(190, 0, "Invalid OAuth access token - Cannot parse access token")
		e.status = http.StatusUnauthorized
		return e
	case s.revoked:
		return deadToken()
	case proof == "" && s.options.RequireProof:
		return oauth(100, 0, "API calls from the server require an appsecret_proof argument")
	case proof != "" && !hmac.Equal([]byte(proof), []byte(Proof(cr.AppSecret, token))):
		return oauth(100, 0, "Invalid appsecret_proof provided in the API argument")
	}
	return nil
}

// debugToken says what a token is (facebook-api §2); it takes the app's own token.
func (s *Server) debugToken(c *call) (any, *refusal) {
	if !c.app {
		return nil, oauth(100, 0, "(#100) You must provide an app access token, or a user access token that is an owner or developer of the app")
	}
	cr := s.options.Credentials
	data := object{
		"app_id": cr.AppID, "type": "PAGE", "is_valid": true, "expires_at": 0,
		"data_access_expires_at": s.clock().Add(90 * 24 * time.Hour).Unix(), "profile_id": s.page,
		"scopes": []string{
			"pages_show_list", "pages_manage_metadata", "pages_read_engagement", "pages_read_user_content", "pages_manage_engagement", "pages_messaging",
		},
	}
	if c.value("input_token") != cr.PageToken {
		data = object{"is_valid": false, "scopes": []string{}, "error": object{"code": 190, "message": "Invalid OAuth access token."}}
	} else if s.revoked {
		data["is_valid"], data["error"] = false, object{"code": 190, "subcode": 460, "message": deadToken().message}
	}
	return object{"data": data}, nil
}

// count keeps the use of the last hour and writes the headers of §8; over 100 % it refuses.
func (s *Server) count(w http.ResponseWriter, c *call) *refusal {
	now := s.clock()
	old := now.Add(-time.Hour)
	s.calls = slices.DeleteFunc(s.calls, old.After)
	used := (len(s.calls) + 1) * 100 / s.options.Calls
	kind, code := "pages", 80001
	if last := c.path[len(c.path)-1]; last == "messages" || last == "conversations" {
		kind, code = "messenger", 80006
	}
	wait := 0
	if used > 100 {
		wait = max(1, int(s.calls[0].Sub(old)/time.Minute))
	} else {
		s.calls = append(s.calls, now)
	}
	app, err := json.Marshal(object{"call_count": used, "total_time": used, "total_cputime": used})
	if err == nil {
		w.Header().Set("X-App-Usage", string(app))
	}
	w.Header().Set("X-Business-Use-Case-Usage", fmt.Sprintf(
		`{"%s":[{"type":"%s","call_count":%d,"total_cputime":%d,"total_time":%d,"estimated_time_to_regain_access":%d}]}`, s.page, kind, used, used, used, wait))
	if wait > 0 {
		return oauth(code, 0, fmt.Sprintf("(#%d) There have been too many calls to this Page account. Wait a bit and try again.", code))
	}
	return nil
}

// parameters are those of the query and of the body, which is JSON or a form. What is no string in JSON stays JSON.
func parameters(r *http.Request) (map[string]string, error) {
	values := map[string]string{}
	take := func(v url.Values) {
		for k, vs := range v {
			values[k] = vs[len(vs)-1]
		}
	}
	take(r.URL.Query())
	body, err := io.ReadAll(io.LimitReader(r.Body, 9<<20))
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if len(body) == 0 {
		return values, nil
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(body, &fields); err != nil {
			return nil, fmt.Errorf("JSON: %w", err)
		}
		for k, v := range fields {
			var text string
			if json.Unmarshal(v, &text) != nil {
				text = string(v)
			}
			values[k] = text
		}
	case "multipart/form-data":
		r.Body = io.NopCloser(bytes.NewReader(body))
		if err := r.ParseMultipartForm(9 << 20); err != nil {
			return nil, fmt.Errorf("form: %w", err)
		}
		take(r.MultipartForm.Value)
	default:
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, fmt.Errorf("form: %w", err)
		}
		take(form)
	}
	return values, nil
}
