package dev.weft.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.broker.path.ProxyError;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/answers.md} lists every answer of the broker's as it is given. */
class AnswersPageTest {
  @Test
  void listsEachErrorAsItIs() throws IOException {
    List<List<String>> said =
        Pages.rows("answers.md").stream()
            .filter(cells -> cells.getFirst().startsWith("`"))
            .map(cells ->
                List.of(
                    cells.get(0).replace("`", ""),
                    cells.get(1),
                    cells.get(2).replaceAll(" .*", ""),
                    cells.get(3)))
            .toList();
    List<List<String>> given =
        Arrays.stream(ProxyError.values())
            .map(error ->
                List.of(
                    error.word(),
                    Integer.toString(error.status()),
                    Integer.toString(error.grpcStatus()),
                    error.title()))
            .toList();
    assertThat(said).containsExactlyInAnyOrderElementsOf(given);
  }
}
