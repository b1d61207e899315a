package dev.weft.cli.top;

import java.util.List;

/** Of what a row is. */
public enum Scope {
  services('v', "services"),
  routees('r', "routees"),
  pairs('p', "pairs"),
  edges('e', "edges");

  private final char key;
  private final String list;

  Scope(char key, String list) {
    this.key = key;
    this.list = list;
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
    return switch (this) {
      case services -> List.of("SERVICE");
      case routees -> List.of("SERVICE", "ROUTEE");
      case pairs -> List.of("CALLER", "SERVICE");
      case edges -> List.of("CALLER", "SERVICE", "ROUTE", "ROUTEE");
    };
  }
}
