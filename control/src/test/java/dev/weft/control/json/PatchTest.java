package dev.weft.control.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        // RFC 7396, appendix A, as far as both sides are objects
        "{\"a\":\"b\"} | {\"a\":\"c\"} | {\"a\":\"c\"}",
        "{\"a\":\"b\"} | {\"b\":\"c\"} | {\"a\":\"b\",\"b\":\"c\"}",
        "{\"a\":\"b\"} | {\"a\":null} | {}",
        "{\"a\":[\"b\"]} | {\"a\":\"c\"} | {\"a\":\"c\"}",
        "{\"a\":\"c\"} | {\"a\":[\"b\"]} | {\"a\":[\"b\"]}",
        "{\"a\":{\"b\":\"c\"}} | {\"a\":{\"b\":\"d\",\"c\":null}} | {\"a\":{\"b\":\"d\"}}",
        "{\"a\":[{\"b\":\"c\"}]} | {\"a\":[1]} | {\"a\":[1]}",
        "{} | {\"a\":{\"bb\":{\"ccc\":null}}} | {\"a\":{\"bb\":{}}}",
      })
  void mergesAsTheRfcShows(String document, String patch, String result) {
    assertThat(MergePatch.apply(json(document), json(patch))).isEqualTo(json(result));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"a\":1} | [{\"op\":\"add\",\"path\":\"/b\",\"value\":2}] | {\"a\":1,\"b\":2}",
        "{\"a\":[1,3]} | [{\"op\":\"add\",\"path\":\"/a/1\",\"value\":2}] | {\"a\":[1,2,3]}",
        "{\"a\":[1]} | [{\"op\":\"add\",\"path\":\"/a/-\",\"value\":2}] | {\"a\":[1,2]}",
        "{\"a\":[1,2]} | [{\"op\":\"remove\",\"path\":\"/a/0\"}] | {\"a\":[2]}",
        "{\"a\":[1,2]} | [{\"op\":\"replace\",\"path\":\"/a/0\",\"value\":9}] | {\"a\":[9,2]}",
        "{\"a\":1} | [{\"op\":\"move\",\"from\":\"/a\",\"path\":\"/b\"}] | {\"b\":1}",
        "{\"a\":1} | [{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/b\"}] | {\"a\":1,\"b\":1}",
        "{\"a/b\":1} | [{\"op\":\"test\",\"path\":\"/a~1b\",\"value\":1}] | {\"a/b\":1}",
      })
  void performsEachOperation(String document, String patch, String result) {
    assertThat(JsonPatch.apply(json(document), Json.read(patch.getBytes(UTF_8))))
        .isEqualTo(json(result));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{} | there is nothing at /a",
        "{\"a\":1} | test failed",
        "{\"a\":{\"b\":1}} | test failed",
      })
  void refusesAPatchThatDoesNotFitAndNamesTheOperation(String document, String reason) {
    String patch =
        "[{\"op\":\"test\",\"path\":\"/a\",\"value\":2},{\"op\":\"remove\",\"path\":\"/a\"}]";

    assertThatThrownBy(() -> JsonPatch.apply(json(document), Json.read(patch.getBytes(UTF_8))))
        .isInstanceOf(PatchException.class)
        .hasMessageContaining("operation 0: " + reason);
  }

  @Test
  void refusesCopiesThatDoubleTheDocumentAgainAndAgain() {
    String doubling = "{\"op\":\"copy\",\"from\":\"/a\",\"path\":\"/a/-\"},";
    String patch = "[" + doubling.repeat(100).replaceAll(",$", "") + "]";
    Map<String, Object> document = json("{\"a\":[\"" + "x".repeat(1000) + "\"]}");

    assertThatThrownBy(() -> JsonPatch.apply(document, Json.read(patch.getBytes(UTF_8))))
        .isInstanceOf(PatchException.class)
        .hasMessageContaining("copies more than");
    assertThat(document).isEqualTo(json("{\"a\":[\"" + "x".repeat(1000) + "\"]}"));
  }

  @Test
  void keepsThePortsThatAStrategicPatchDoesNotName() {
    Map<String, Object> service =
        json("{\"spec\":{\"type\":\"x\",\"ports\":[{\"port\":80,\"name\":\"web\"}]}}");

    Map<String, Object> patched =
        StrategicPatch.apply(
            service,
            json(
                "{\"spec\":{\"$setElementOrder/ports\":[{\"port\":81},{\"port\":80}],"
                    + "\"type\":null,\"ports\":[{\"port\":81,\"name\":\"rpc\"}]}}"));

    assertThat(patched)
        .isEqualTo(
            json(
                "{\"spec\":{\"ports\":[{\"port\":81,\"name\":\"rpc\"},"
                    + "{\"port\":80,\"name\":\"web\"}]}}"));
    assertThat(
            StrategicPatch.apply(
                patched, json("{\"spec\":{\"ports\":[{\"port\":80,\"$patch\":\"delete\"}]}}")))
        .isEqualTo(json("{\"spec\":{\"ports\":[{\"port\":81,\"name\":\"rpc\"}]}}"));
  }

  private static Map<String, Object> json(String text) {
    return Json.readObject(text.getBytes(UTF_8));
  }
}
