package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// readDefinitions takes the published definitions of those kinds that Weft says it serves.
func (c *Cluster) readDefinitions() error {
	files, err := filepath.Glob(filepath.Join(c.options.CRDs, "*.yaml"))
	if err != nil {
		return err
	}
	served, err := c.weft.get("/apis/gateway.networking.k8s.io/v1")
	if err != nil {
		return err
	}
	plurals := map[string]bool{}
	resources, _ := served["resources"].([]any)
	for _, resource := range resources {
		fields, _ := resource.(map[string]any)
		plurals[fmt.Sprint(fields["name"])] = true
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for document := range strings.SplitSeq(string(text), "\n---\n") {
			definition := &object{}
			if err := yaml.Unmarshal([]byte(document), &definition.Object); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			plural, _, _ := strings.Cut(definition.GetName(), ".")
			if definition.GetKind() == "CustomResourceDefinition" && plurals[plural] {
				c.definitions.put(definition)
			}
		}
	}
	if len(c.definitions.all()) == 0 {
		return fmt.Errorf("no definitions in %s of what Weft serves", c.options.CRDs)
	}
	return nil
}
