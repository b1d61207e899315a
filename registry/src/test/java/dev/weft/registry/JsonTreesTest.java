package dev.weft.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

final class JsonTreesTest {
  private static final int TREES = 2_000;

  @Test
  void makesACanonicalTreeWhatWritingAndReadingWouldMakeOfIt() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < TREES; i++) {
      Map<String, Object> tree = tree(random, 4);

      Map<String, Object> canonical = JsonTrees.canonical(tree);

      assertThat(canonical).as("seed " + seed).isEqualTo(JsonTrees.read(JsonTrees.write(tree)));
      assertThat(JsonTrees.canonical(canonical)).isEqualTo(canonical);
    }
  }

  private static Map<String, Object> tree(Random random, int depth) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    for (int i = random.nextInt(5); i > 0; i--) {
      tree.put("f" + random.nextInt(10) + "é\"\n", value(random, depth));
    }
    @SuppressWarnings("unchecked")
    var asTold = (Map<String, Object>) (Map<?, ?>) tree;
    return asTold;
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 10 : 12)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> random.nextLong();
      case 4 -> (long) random.nextInt();
      case 5 -> random.nextGaussian();
      case 6 -> new BigInteger(80, random);
      case 7 -> BigDecimal.valueOf(random.nextInt(), 3);
      case 8 -> "text \u2028 \ud83d\ude00 " + random.nextInt();
      case 9 -> random.nextBoolean() ? Double.NaN : random.nextFloat();
      case 10 -> tree(random, depth - 1);
      default -> new ArrayList<>(Arrays.asList(value(random, depth - 1), "x"));
    };
  }

  @Test
  void givesTreesThatCannotBeChanged() {
    Map<String, Object> tree =
        JsonTrees.canonical(Map.of("a", new ArrayList<>(List.of(Map.of("b", 1)))));

    assertThatThrownBy(() -> tree.put("c", 1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((List<?>) tree.get("a")).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusesWhatJsonCannotHold() {
    Map<String, Object> deep = Map.of();
    for (int i = 0; i < 2_000; i++) {
      deep = Map.of("d", deep);
    }
    Map<String, Object> tooDeep = deep;
    assertThatThrownBy(() -> JsonTrees.canonical(tooDeep)).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> JsonTrees.write(Map.of("half", "\ud83d")))
        .isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> JsonTrees.canonical(Map.of("object", new Object())))
        .isInstanceOf(JacksonException.class);
    for (String text : List.of("", "[]", "{\"a\":1}{", "{\"a\":1", "{\"a\" 1}", "1")) {
      assertThatThrownBy(() -> JsonTrees.read(text.getBytes(UTF_8)))
          .as(text)
          .isInstanceOf(JacksonException.class);
    }
  }

  @Test
  void readsWhateverItCanWrite() {
    Map<String, Object> wide =
        Map.of("n".repeat(60_000), 1, "big", BigInteger.TEN.pow(2_000), "s", "x".repeat(900_000));
    assertThat(JsonTrees.read(JsonTrees.write(wide))).isEqualTo(wide);
    assertThat(JsonTrees.canonical(wide)).isEqualTo(wide);
  }
}
