package dev.weft.registry.schema.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTest {
  private static final Map<String, Object> SELF =
      Map.of(
          "name",
          "orders",
          "port",
          80,
          "tls",
          Map.of("mode", "Terminate"),
          "namespace",
          "shop",
          "hosts",
          List.of("a.example", "b.example"),
          "wait",
          "1m30s",
          "list",
          List.of(Map.of("n", 1), Map.of("n", 2), Map.of("n", 2)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "self.port == 80 && self.name != 'x'",
        "self.port in [79, 80] || false",
        "!has(self.hostname) && has(self.tls.mode)",
        "self.__namespace__ == \"shop\"",
        "self.hosts.all(h, h.endsWith('.example') && !isIP(h))",
        "self.hosts.exists_one(h, h.startsWith('a'))",
        "self.list.exists_one(e, e.n == 1) && !self.list.exists_one(e, e.n == 2)",
        "self.list.filter(e, e.n == 2).size() == 2 && size(self.list) == 3",
        "self.list.all(a, self.list.exists(b, a.n == b.n))",
        "has(self.none) ? self.none == 1 : true",
        "false ? 1 == 2 : true ? 1 == 1 : 1 == 2",
        "duration(self.wait) > duration('60s') && duration('1h') >= duration('60m')",
        "self.name.matches(r\"\"\"^[a-z]+$\"\"\") && !self.name.matches('^ord$')",
        "'a.b/c'.split('/')[0].size() == 3 && self.name.substring(2) == 'ders'",
        "self.hosts[0] == 'a.example' && self['name'] == 'orders'",
        "1 + 2 - 1 <= 2 && 'a' + 'b' == 'ab'",
        "'name' in self && !('none' in self)",
        "type(self.port) == int && type(self.name) == string",
        "self.missing == 1 || self.port == 80",
        "self.port == 80 || self.missing == 1",
        "!(self.missing == 1 && self.port == 81)",
        "self.list.exists(e, e.n == 2 || e.missing)",
        "'\\n\\'' != '' && '\u00e9'.size() == 1"
      })
  void holdAsCelDefinesThem(String rule) {
    assertThat(new Rule(rule, "").holds(SELF, null)).as(rule).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "self.missing == 1",
        "self.port == 80 && self.missing == 1",
        "self.missing == 1 || self.port == 81",
        "self.list.all(e, e.missing == 1)",
        "self.hosts[2] == 'c'",
        "self.port",
        "self.name < 1",
        "duration('soon') == duration('1s')"
      })
  void doNotHoldWhereTheyCannotBeChecked(String rule) {
    assertThat(new Rule(rule, "").holds(SELF, null)).as(rule).isFalse();
  }

  @Test
  void ofChangesSayNothingOfWhatIsNew() {
    var rule = new Rule("self == oldSelf", "");

    assertThat(rule.holds("b", null)).isTrue();
    assertThat(rule.holds("b", "a")).isFalse();
    assertThat(rule.holds(1, 1)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "self ==|unexpected the end",
        "self.x(1)|no function x of 2",
        "self # 1|'#'",
        "'open|without end",
        "12a == 1|no whole number",
        "(self|unexpected the end",
        "self self|unexpected self"
      })
  void thatCannotBeReadAreNamed(String rule, String why) {
    assertThatThrownBy(() -> new Rule(rule, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void patternsEndWhereTheTextEnds() {
    assertThat(new Regex("^[a-z]+$").isIn("orders")).isTrue();
    assertThat(new Regex("^[a-z]+$").isIn("orders\n")).isFalse();
    assertThat(new Regex("^[$]$").isIn("$")).isTrue();
    assertThat(new Regex("^\\$$").isIn("$")).isTrue();
    assertThat(new Regex("^a.b$").isIn("a\rb")).isTrue();
  }

  @Test
  void aPatternThatWouldNotEndIsStopped() {
    assertThat(new Regex("^(a+)+$").isIn("a".repeat(60) + "!")).isFalse();
    assertThat(new Regex("^(?:a|b)+$").isIn("ab".repeat(100_000))).isFalse();
  }
}
