package dev.weft.routee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLookupTest {
  @TempDir private Path directory;

  private static CommandNotFoundException failure(String program, String path) {
    return catchThrowableOfType(
        CommandNotFoundException.class, () -> CommandLookup.requireProgram(program, path));
  }

  @Test
  void findsProgramsByPathAndByName() {
    assertThatCode(() -> CommandLookup.requireProgram("/bin/sh", "")).doesNotThrowAnyException();
    assertThatCode(() -> CommandLookup.requireProgram("sh", "/nowhere:/bin"))
        .doesNotThrowAnyException();
  }

  @Test
  void tellsMissingFromNotExecutable() throws Exception {
    Path text = Files.writeString(directory.resolve("text"), "not a program");

    assertThat(failure(text.toString(), "").exists()).isTrue();
    assertThat(failure("text", directory.toString()).exists()).isTrue();
    assertThat(failure(directory.toString(), "")).hasMessageContaining("is a directory");
    assertThat(failure(directory + "/missing", "").exists()).isFalse();
    assertThat(failure("missing", "/bin:/usr/bin"))
        .hasMessage("missing: not found in PATH")
        .extracting(CommandNotFoundException::exists)
        .isEqualTo(false);
  }
}
