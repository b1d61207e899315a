package dev.weft.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong gets one sentence and an exit code that a script can use. */
class BadInputIT {
  /** Nobody listens at port 1. */
  private static final Map<String, String> NO_MESH =
      Map.of("WEFT_API", "http://127.0.0.1:1", "WEFT_BROKER", "http://127.0.0.1:1");

  private static void expect(int exitCode, String sentence, String... words) throws Exception {
    Weft.Outcome outcome = Weft.run(NO_MESH, words);
    assertThat(outcome.err()).contains(sentence);
    assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
    assertThat(outcome.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void anUnknownFlagIsNamed() throws Exception {
    expect(2, "--regisrty-port", "up", "--regisrty-port", "1");
  }

  @Test
  void anUnknownCommandIsNamed() throws Exception {
    expect(2, "'gte'", "gte", "routees");
  }

  @Test
  void aPortThatIsNoneIsNamedWithItsRange() throws Exception {
    expect(2, "65536 is not a port from 1 to 65535", "up", "--broker-port", "65536");
    expect(2, "eighty", "up", "--broker-port", "eighty");
  }

  @Test
  void brokenYamlIsNamedWithLineAndColumn(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(folder.resolve("broken.yaml"), "kind: Routee\nspec: {port: [1}\n");
    expect(2, "line 2, column", "up", "-f", file.toString(), "--data", folder.toString());
    expect(2, "line 2, column", "apply", "-f", file.toString());
  }

  @Test
  void aMissingFileIsNamed() throws Exception {
    expect(2, "/nowhere/x.yaml: there is no such file", "apply", "-f", "/nowhere/x.yaml");
  }

  @Test
  void aMissingRegistryIsSaidSo() throws Exception {
    expect(3, "no registry answers at http://127.0.0.1:1", "get", "routees");
  }

  @Test
  void anUnknownKindListsTheKinds() throws Exception {
    expect(2, "there is no kind \"pods\"; there are namespaces, services", "get", "pods");
  }

  @Test
  void anAddressBeyondThisMachineIsRefused(@TempDir Path folder) throws Exception {
    for (String command : new String[] {"up", "registry", "agent"}) {
      expect(
          2,
          "--host: 0.0.0.0 can be reached from other machines",
          command,
          "--host",
          "0.0.0.0",
          "--data",
          folder.toString());
    }
  }

  @Test
  void aProgramThatDoesNotExistEndsAsAShellWouldEnd() throws Exception {
    Weft.Outcome outcome = Weft.run(NO_MESH, "run", "--service", "x", "--", "/nowhere/prog");
    assertThat(outcome.exitCode()).isEqualTo(127);
    assertThat(outcome.err()).contains("/nowhere/prog");
  }

  @Test
  void aProgramThatCannotBeExecutedEndsAsAShellWouldEnd(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("prog"), "no program");
    Weft.Outcome outcome = Weft.run(NO_MESH, "run", "--service", "x", "--", file.toString());
    assertThat(outcome.exitCode()).isEqualTo(126);
    assertThat(outcome.err()).contains(file.toString());
  }

  @Test
  void aProgramThatExitsAtOnceIsSaidSoAndItsExitCodePasses() throws Exception {
    Weft.Outcome outcome =
        Weft.run(NO_MESH, "run", "--service", "x", "--", "sh", "-c", "echo mine; exit 7");
    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(outcome.out()).isEqualTo("mine\n");
    assertThat(outcome.err()).contains("ended with exit code 7");
  }

  @Test
  void runWithoutAProgramSaysWhatIsMissing() throws Exception {
    expect(2, "CMD", "run", "--service", "x");
  }

  @Test
  void everyCommandHasHelpWithExamples() throws Exception {
    for (String command :
        new String[] {
          "up",
          "demo",
          "registry",
          "agent",
          "run",
          "get",
          "describe",
          "apply",
          "delete",
          "cordon",
          "uncordon",
          "drain",
          "token"
        }) {
      Weft.Outcome outcome = Weft.run(NO_MESH, command, "--help");
      assertThat(outcome.exitCode()).isZero();
      assertThat(outcome.out()).contains("Examples:", "weft " + command);
    }
  }
}
