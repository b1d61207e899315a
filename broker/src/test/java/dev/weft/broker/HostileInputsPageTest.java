package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/hostile-inputs.md} names a test for each row, and it exists. */
class HostileInputsPageTest {
  private static final int LAST_ROW = 56;
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:#(\\w+))?`");

  private static List<List<String>> rows() throws IOException {
    return Pages.rows("hostile-inputs.md").stream()
        .filter(cells -> cells.getFirst().matches("\\d+"))
        .toList();
  }

  @Test
  void hasEveryRowOnce() throws IOException {
    assertThat(rows().stream().map(cells -> Integer.parseInt(cells.getFirst())))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, LAST_ROW).boxed().toList());
  }

  @Test
  void namesTestsThatExist() throws IOException {
    for (List<String> row : rows()) {
      String tests = row.getLast();
      assertThat(tests).as("row %s", row.getFirst()).isNotEmpty();
      var named = TEST.matcher(tests);
      while (named.find()) {
        Class<?> type = find(named.group(1));
        if (named.group(2) != null) {
          assertThat(Arrays.stream(type.getDeclaredMethods()).map(method -> method.getName()))
              .as("row %s", row.getFirst())
              .contains(named.group(2));
        }
      }
    }
  }

  private static Class<?> find(String name) {
    for (String place : List.of("dev.weft.broker.", "dev.weft.broker.strict.")) {
      try {
        return Class.forName(place + name, false, HostileInputsPageTest.class.getClassLoader());
      } catch (ClassNotFoundException e) {
        // in the other package, or nowhere
      }
    }
    throw new AssertionError("there is no test " + name);
  }
}
