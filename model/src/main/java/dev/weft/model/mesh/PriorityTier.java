package dev.weft.model.mesh;

import dev.weft.model.resource.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Routees that are preferred to those of later tiers, named by zone, labels or both. A routee
 * belongs to the first tier that it fits; those that fit none come last.
 *
 * @param zones of which the routee is in one; empty for any
 * @param labels all of which the routee has
 */
public record PriorityTier(Set<String> zones, Map<String, String> labels) {
  private static final int MOST = 8;

  public PriorityTier {
    zones = Set.copyOf(zones);
    labels = Map.copyOf(labels);
  }

  /** Whether a routee belongs here, if no earlier tier has it. */
  public boolean fits(Routee routee) {
    return (zones.isEmpty() || zones.contains(routee.zone()))
        && routee.labels().entrySet().containsAll(labels.entrySet());
  }

  static List<PriorityTier> read(Fields balance) {
    var tiers = new ArrayList<PriorityTier>();
    for (Fields fields : balance.objects("priorities")) {
      Set<String> zones = readZones(fields);
      Map<String, String> labels = fields.texts("labels");
      if (!fields.has("zones") && labels.isEmpty()) {
        fields.refuse("labels", null, "zones, labels or both: a tier names its routees");
      }
      fields.refuseUnknown();
      tiers.add(new PriorityTier(zones, labels));
    }
    if (tiers.size() > MOST) {
      balance.refuse("priorities", tiers.size() + " tiers", "at most " + MOST + " tiers");
    }
    return List.copyOf(tiers);
  }

  private static Set<String> readZones(Fields fields) {
    if (!fields.has("zones")) {
      return Set.of();
    }
    if (fields.value("zones") instanceof List<?> names
        && !names.isEmpty()
        && names.stream().allMatch(name -> name instanceof String text && !text.isEmpty())) {
      return Set.copyOf(names.stream().map(String.class::cast).toList());
    }
    fields.refuse("zones", fields.value("zones"), "a list of at least one zone's name");
    return Set.of();
  }
}
