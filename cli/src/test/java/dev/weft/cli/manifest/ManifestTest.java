package dev.weft.cli.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  @Test
  void readsManyDocumentsAndSkipsEmptyOnes() {
    List<Resource> resources =
        Manifest.parse(
            "shop.yaml",
            """
            # a comment
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: orders}
            ---
            {"apiVersion": "weft.dev/v1", "kind": "Routee", "metadata": {"name": "orders-1"},
             "spec": {"service": "orders", "address": "127.0.0.1", "port": 8081}}
            """);

    assertThat(resources).extracting(Resource::kind).containsExactly(Kind.SERVICE, Kind.ROUTEE);
    assertThat(resources.getLast().spec()).containsEntry("port", 8081);
  }

  @Test
  void readsAListAsGetPrintsIt() {
    List<Resource> resources =
        Manifest.parse(
            "list.yaml",
            """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Service, metadata: {name: a}}
            - {apiVersion: v1, kind: Service, metadata: {name: b}}
            """);

    assertThat(resources).extracting(r -> r.metadata().name()).containsExactly("a", "b");
  }

  @Test
  void namesFileLineAndColumnOfBrokenYaml() {
    assertThatThrownBy(() -> Manifest.parse("shop.yaml", "kind: Service\nmetadata: {name: a\n"))
        .hasMessageStartingWith("shop.yaml, line ")
        .hasMessageContaining("column");
  }

  @Test
  void namesTheDocumentOfAWrongField() {
    assertThatThrownBy(() ->
            Manifest.parse(
                "shop.yaml",
                """
                {apiVersion: v1, kind: Service, metadata: {name: ok}}
                ---
                {apiVersion: v1, kind: Pod, metadata: {name: x}}
                """))
        .hasMessageContaining("shop.yaml, document 2: ")
        .hasMessageContaining("v1 Pod");
  }

  @Test
  void refusesABillionLaughs() {
    var text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 40; i++) {
      text.append("a%d: &a%d [*a%d,*a%d,*a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    assertThatThrownBy(() -> Manifest.parse("laughs.yaml", text.toString()))
        .hasMessageContaining("laughs.yaml");
  }

  @Test
  void refusesDuplicateKeysAndKeysThatAreNoText() {
    assertThatThrownBy(() -> Manifest.parse("x.yaml", "kind: a\nkind: b\n"))
        .hasMessageContaining("line 2");
    assertThatThrownBy(() -> Manifest.parse("x.yaml", "spec: {1: a}\n"))
        .hasMessageContaining("as every key must be");
  }

  @Test
  void readsAFolderInTheOrderOfItsNames(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("b.yaml"), "{apiVersion: v1, kind: Service, metadata: {name: b}}");
    Files.writeString(
        folder.resolve("a.json"),
        "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": {\"name\": \"a\"}}");
    Files.writeString(folder.resolve("notes.txt"), "not mine");

    assertThat(Manifest.read(folder.toString()))
        .extracting(r -> r.metadata().name())
        .containsExactly("a", "b");
  }
}
