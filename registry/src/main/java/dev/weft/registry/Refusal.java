package dev.weft.registry;

/**
 * That a broker does not run a resource.
 *
 * @param word one in CamelCase that programs act on
 * @param reason a sentence for people
 */
record Refusal(String word, String reason) {
  static final String USUAL_WORD = "Refused";

  static Refusal of(String reason) {
    return new Refusal(USUAL_WORD, reason);
  }
}
