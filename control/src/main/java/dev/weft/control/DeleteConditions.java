package dev.weft.control;

import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Resource;
import java.util.List;
import java.util.Map;

/**
 * The preconditions of a DeleteOptions body; other options of Kubernetes have nothing to act on.
 *
 * @param uid empty for any
 * @param resourceVersion empty for any
 * @param propagation empty, or what should become of resources that this one owns
 * @param dryRun whether it is only asked what would happen
 */
record DeleteConditions(String uid, String resourceVersion, String propagation, boolean dryRun) {

  static final String DRY_RUN_ALL = "All";

  static DeleteConditions of(Map<String, Object> options) {
    var fields = new Fields(options);
    Fields preconditions = fields.object("preconditions");
    var conditions =
        new DeleteConditions(
            preconditions.text("uid", ""),
            preconditions.text("resourceVersion", ""),
            fields.text("propagationPolicy", ""),
            fields.has("dryRun") && !List.of().equals(fields.value("dryRun")));
    if (conditions.dryRun && !List.of(DRY_RUN_ALL).equals(fields.value("dryRun"))) {
      fields.refuse("dryRun", fields.value("dryRun"), "[\"All\"]");
    }
    fields.throwIfAny("DeleteOptions");
    return conditions;
  }

  /**
   * The version to delete, 0 for any.
   *
   * @throws Refusal 409 if the resource is not the one that is meant
   */
  long expectedVersion(Resource current) {
    String version = Long.toString(current.metadata().resourceVersion());
    if (!uid.isEmpty() && !uid.equals(current.metadata().uid())) {
      throw Refusal.conflict(
          "the uid of "
              + current.qualifiedName()
              + " is "
              + current.metadata().uid()
              + ", not "
              + uid
              + ": it was deleted and made again");
    }
    if (!resourceVersion.isEmpty() && !resourceVersion.equals(version)) {
      throw Refusal.conflict(
          "the resourceVersion of "
              + current.qualifiedName()
              + " is "
              + version
              + ", not "
              + resourceVersion);
    }
    return uid.isEmpty() && resourceVersion.isEmpty() ? 0 : current.metadata().resourceVersion();
  }
}
