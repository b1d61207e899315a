package dev.weft.control;

/** In which form a caller wants resources, by the first type in Accept that is served. */
enum Shape {
  /** As they are. */
  DOCUMENTS,
  /** As a meta.k8s.io/v1 Table. */
  TABLE,
  /** Their metadata alone, as meta.k8s.io/v1 PartialObjectMetadata. */
  METADATA;

  /**
   * @throws Refusal 406 if nothing that is served would be accepted
   */
  static Shape of(Call call) {
    String accept = call.accept();
    if (accept.isBlank()) {
      return DOCUMENTS;
    }
    for (String type : accept.split(",", -1)) {
      Shape shape = ofType(type.replace(" ", ""));
      if (shape != null) {
        return shape;
      }
    }
    throw Refusal.notAcceptable(
        "only application/json is served, as it is, as a Table or as PartialObjectMetadata of"
            + " meta.k8s.io/v1; Accept asks for "
            + (accept.length() > 200 ? accept.substring(0, 200) + "…" : accept));
  }

  private static @org.jspecify.annotations.Nullable Shape ofType(String type) {
    String[] parts = type.split(";", -1);
    boolean json =
        parts[0].equals(Call.JSON) || parts[0].equals("application/*") || parts[0].equals("*/*");
    if (!json) {
      return null;
    }
    String as = "";
    String version = "v1";
    String group = "meta.k8s.io";
    for (int i = 1; i < parts.length; i++) {
      String value = parts[i].substring(parts[i].indexOf('=') + 1);
      switch (parts[i].substring(0, parts[i].length() - value.length())) {
        case "as=" -> as = value;
        case "v=" -> version = value;
        case "g=" -> group = value;
        default -> {} // a charset or a weight changes nothing here
      }
    }
    if (as.isEmpty()) {
      return DOCUMENTS;
    }
    if (!version.equals("v1") || !group.equals("meta.k8s.io")) {
      return null;
    }
    return switch (as) {
      case "Table" -> TABLE;
      case "PartialObjectMetadata", "PartialObjectMetadataList" -> METADATA;
      default -> null;
    };
  }
}
