package dev.weft.cli.top;

import java.util.List;

/** Of what a row is. */
public enum Scope {
  services('v', "services", "SERVICE"),
  routees('r', "routees", "SERVICE", "ROUTEE"),
  pairs('p', "pairs", "CALLER", "SERVICE"),
  edges('e', "edges", "CALLER", "SERVICE", "ROUTE", "ROUTEE");

  private final char key;
  private final String list;
  private final List<String> names;

  Scope(char key, String list, String... names) {
    this.key = key;
    this.list = list;
    this.names = List.of(names);
  }

  /** What to press for it. */
  char key() {
    return key;
  }

  /** The list of the API's answer that has these rows. */
  public String list() {
    return list;
  }

  /** The titles of the columns that name a row. */
  List<String> names() {
    return names;
  }
}
