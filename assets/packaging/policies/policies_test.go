package policies_test

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/data/settings"
)

type admx struct {
	Policies []struct {
		Name         string `xml:"name,attr"`
		Key          string `xml:"key,attr"`
		ValueName    string `xml:"valueName,attr"`
		DisplayName  string `xml:"displayName,attr"`
		ExplainText  string `xml:"explainText,attr"`
		Presentation string `xml:"presentation,attr"`
		Elements     struct {
			Any []struct {
				ValueName string `xml:"valueName,attr"`
				Items     []struct {
					DisplayName string `xml:"displayName,attr"`
				} `xml:"item"`
			} `xml:",any"`
		} `xml:"elements"`
	} `xml:"policies>policy"`
}

type adml struct {
	Strings []struct {
		ID   string `xml:"id,attr"`
		Text string `xml:",chardata"`
	} `xml:"resources>stringTable>string"`
	Presentations []struct {
		ID string `xml:"id,attr"`
	} `xml:"resources>presentationTable>presentation"`
}

func load(t *testing.T, path string, into any) {
	t.Helper()
	source, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, xml.Unmarshal(source, into))
}

// Every setting has its policy, with the registry value that the program reads.
func TestEverySettingIsAPolicy(t *testing.T) {
	var all admx
	load(t, "sociomedio.admx", &all)
	table := settings.Table()
	require.Len(t, all.Policies, len(table))
	for i, spec := range table {
		p := all.Policies[i]
		require.Equal(t, spec.Registry, p.Name)
		require.Equal(t, `Software\Policies\SocioMedio`, p.Key)
		value := p.ValueName
		if !spec.Switch() {
			require.Len(t, p.Elements.Any, 1, spec.Name)
			value = p.Elements.Any[0].ValueName
			require.Len(t, p.Elements.Any[0].Items, len(spec.Choices), spec.Name)
		}
		require.Equal(t, spec.Registry, value)
	}
}

// Every text and presentation that the policies name exists in every language.
func TestEveryTextInEveryLanguage(t *testing.T) {
	var all admx
	load(t, "sociomedio.admx", &all)
	files, err := filepath.Glob("*/sociomedio.adml")
	require.NoError(t, err)
	require.Len(t, files, 2)
	for _, file := range files {
		var texts adml
		load(t, file, &texts)
		known := map[string]bool{}
		for _, s := range texts.Strings {
			require.NotEmpty(t, strings.TrimSpace(s.Text), "%s: %s", file, s.ID)
			known["$(string."+s.ID+")"] = true
		}
		for _, p := range texts.Presentations {
			known["$(presentation."+p.ID+")"] = true
		}
		for _, p := range all.Policies {
			require.True(t, known[p.DisplayName], "%s: %s", file, p.DisplayName)
			require.True(t, known[p.ExplainText], "%s: %s", file, p.ExplainText)
			if p.Presentation != "" {
				require.True(t, known[p.Presentation], "%s: %s", file, p.Presentation)
			}
			for _, e := range p.Elements.Any {
				for _, item := range e.Items {
					require.True(t, known[item.DisplayName], "%s: %s", file, item.DisplayName)
				}
			}
		}
	}
}
