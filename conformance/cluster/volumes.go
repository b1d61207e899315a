package cluster

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// mount writes a Pod's volumes of Secrets and ConfigMaps into folders, by the volumes' names. It
// fails, to be tried again, as long as one is missing: a cluster keeps such a Pod waiting too.
func (c *Cluster) mount(p *pod, volumes []corev1.Volume) (map[string]string, error) {
	if len(volumes) == 0 {
		return nil, nil
	}
	folder, err := os.MkdirTemp(c.options.Folder, p.name+"-")
	if err != nil {
		return nil, err
	}
	p.folder = folder
	byName := map[string]string{}
	for _, volume := range volumes {
		at := filepath.Join(folder, volume.Name)
		if err := os.Mkdir(at, 0o700); err != nil {
			return nil, err
		}
		switch {
		case volume.Secret != nil:
			err = c.write(at, p.namespace, "secrets", volume.Secret.SecretName, volume.Secret.Items)
		case volume.ConfigMap != nil:
			err = c.write(at, p.namespace, "configmaps", volume.ConfigMap.Name, volume.ConfigMap.Items)
		default:
			err = fmt.Errorf("%s: volumes of Secrets and ConfigMaps only, not %s", p.name, volume.Name)
		}
		if err != nil {
			return nil, err
		}
		byName[volume.Name] = at
	}
	return byName, nil
}

func (c *Cluster) write(folder, namespace, plural, name string, items []corev1.KeyToPath) error {
	source, err := c.weft.get("/api/v1/namespaces/" + namespace + "/" + plural + "/" + name)
	if err != nil {
		return err
	}
	data, _ := source["data"].(map[string]any)
	for _, item := range items {
		text, found := data[item.Key].(string)
		if !found {
			return fmt.Errorf("%s/%s has no %s", plural, name, item.Key)
		}
		content := []byte(text)
		if plural == "secrets" {
			if content, err = base64.StdEncoding.DecodeString(text); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(folder, item.Path), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// inFolder turns a path below one of the container's mounts into where that mount really is.
func inFolder(value string, container corev1.Container, volumes map[string]string) string {
	for _, mount := range container.VolumeMounts {
		if below, found := strings.CutPrefix(value, mount.MountPath+"/"); found {
			return filepath.Join(volumes[mount.Name], below)
		}
	}
	return value
}
