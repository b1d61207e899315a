package dev.weft.broker.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortRulesTest {
  private final RuleTable everyone = RuleTable.of(List.of());
  private final RuleTable shop = RuleTable.of(List.of());
  private final PortRules rules = new PortRules(everyone, Map.of("shop", shop));

  @ParameterizedTest
  @ValueSource(strings = {"web.shop", "web.shop.svc.cluster.local"})
  void callersOfANamespaceHaveItsRulesInThePlaceOfAllOthers(String caller) {
    assertThat(rules.of(caller)).isSameAs(shop);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unknown", "web", "10.0.0.1", "::1", "web.other"})
  void allOthersHaveWhatEveryoneHas(String caller) {
    assertThat(rules.of(caller)).isSameAs(everyone);
  }

  @Test
  void whereOnlyOneNamespaceHasRulesAllOthersGoOnAsTheyAre() {
    assertThat(new PortRules(null, Map.of("shop", shop)).of("web")).isNull();
  }
}
