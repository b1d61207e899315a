package dev.weft.model.resource;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of a document's metadata that its {@link Ties} are. */
final class MetadataTies {
  /** Kubernetes' bookkeeping, which clients send back as they got it elsewhere. */
  private static final List<String> NOT_KEPT =
      List.of("generateName", "managedFields", "selfLink", "deletionGracePeriodSeconds");

  private static final int MAX_FINALIZER_CHARS = 316;

  private MetadataTies() {}

  static void write(Ties ties, Map<String, Object> metadata) {
    if (ties.deletionTimestamp() != null) {
      metadata.put("deletionTimestamp", ties.deletionTimestamp().toString());
      metadata.put("deletionGracePeriodSeconds", 0);
    }
    if (!ties.finalizers().isEmpty()) {
      metadata.put("finalizers", ties.finalizers());
    }
    if (!ties.ownerReferences().isEmpty()) {
      metadata.put("ownerReferences", ties.ownerReferences());
    }
  }

  static Ties read(Fields metadata) {
    NOT_KEPT.forEach(metadata::has);
    Instant leaving = instant(metadata, "deletionTimestamp");
    List<String> finalizers = finalizers(metadata);
    var owners = new ArrayList<Map<String, Object>>();
    for (Fields owner : metadata.objects("ownerReferences")) {
      var read = new java.util.LinkedHashMap<String, Object>();
      for (String field : List.of("apiVersion", "kind", "name", "uid")) {
        read.put(field, owner.requiredText(field));
      }
      for (String field : List.of("controller", "blockOwnerDeletion")) {
        Object value = owner.value(field);
        if (value instanceof Boolean) {
          read.put(field, value);
        } else if (value != null) {
          owner.refuse(field, value, "true or false");
        }
      }
      owner.refuseUnknown();
      owners.add(read);
    }
    return leaving == null && finalizers.isEmpty() && owners.isEmpty()
        ? Ties.NONE
        : new Ties(leaving, finalizers, owners);
  }

  private static List<String> finalizers(Fields metadata) {
    Object value = metadata.value("finalizers");
    if (value == null) {
      return List.of();
    }
    var read = new ArrayList<String>();
    for (Object element : value instanceof List<?> list ? list : List.of(0)) {
      boolean name =
          element instanceof String text
              && !text.isEmpty()
              && text.length() <= MAX_FINALIZER_CHARS
              && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
      if (!name) {
        metadata.refuse(
            "finalizers",
            value,
            "a list of texts of 1 to " + MAX_FINALIZER_CHARS + " visible ASCII characters");
        return List.of();
      }
      read.add(String.valueOf(element));
    }
    return read;
  }

  static @Nullable Instant instant(Fields fields, String name) {
    String text = fields.text(name, "");
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      fields.refuse(name, text, "an RFC 3339 time");
      return null;
    }
  }
}
