package dev.weft.control;

import dev.weft.model.mesh.Addresses;
import dev.weft.model.resource.Fields;
import dev.weft.model.resource.Kind;
import dev.weft.model.route.GatewayId;
import dev.weft.model.route.GatewayReport;
import dev.weft.model.route.ListenerId;
import dev.weft.registry.AgentReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What agents say of gateways, read and shown: {@code gateways} in their reports. */
final class GatewayReports {
  private static final int MAX_REASON_CHARS = 512;
  private static final int MAX_ADDRESSES = 64;
  private static final int MAX_LISTENERS = 1_000;

  private GatewayReports() {}

  static List<GatewayReport> read(Fields body) {
    var read = new ArrayList<GatewayReport>();
    List<Fields> entries = body.objects("gateways");
    for (Fields entry : entries.subList(0, Math.min(entries.size(), AgentReport.MAX_GATEWAYS))) {
      var id = new GatewayId(entry.requiredText("namespace"), entry.requiredText("name"));
      read.add(new GatewayReport(id, addresses(entry), unusable(entry), refused(entry)));
      entry.refuseUnknown();
    }
    return read;
  }

  private static List<String> addresses(Fields entry) {
    if (!entry.has("addresses")) {
      return List.of();
    }
    if (!(entry.value("addresses") instanceof List<?> list)) {
      entry.refuse("addresses", entry.value("addresses"), "a list of IP addresses");
      return List.of();
    }
    List<String> addresses = list.stream().limit(MAX_ADDRESSES).map(String::valueOf).toList();
    addresses.stream()
        .filter(address -> !Addresses.isIp(address))
        .forEach(address -> entry.refuse("addresses", address, "a list of IP addresses"));
    return addresses;
  }

  private static Map<String, String> unusable(Fields entry) {
    var read = new HashMap<String, String>();
    entry.tree("unusable").entrySet().stream()
        .limit(MAX_ADDRESSES)
        .forEach(one -> read.put(one.getKey(), cut(String.valueOf(one.getValue()))));
    return read;
  }

  private static Map<ListenerId, String> refused(Fields entry) {
    var read = new HashMap<ListenerId, String>();
    List<Fields> all = entry.objects("refused");
    for (Fields one : all.subList(0, Math.min(all.size(), MAX_LISTENERS))) {
      String kind = one.requiredText("kind");
      var id =
          new ListenerId(
              kind.equals(Kind.LISTENER_SET.kindName()) ? Kind.LISTENER_SET : Kind.GATEWAY,
              one.requiredText("namespace"),
              one.requiredText("name"),
              one.requiredText("listener"));
      read.put(id, cut(one.requiredText("reason")));
      one.refuseUnknown();
    }
    return read;
  }

  private static String cut(String reason) {
    return reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARS));
  }

  static Map<String, Object> tree(GatewayReport gateway) {
    var tree = new LinkedHashMap<String, Object>();
    tree.put("namespace", gateway.id().namespace());
    tree.put("name", gateway.id().name());
    tree.put("addresses", gateway.addresses());
    tree.put("unusable", gateway.unusable());
    var refused = new LinkedHashMap<String, String>();
    gateway.refused().forEach((listener, reason) -> refused.put(listener.toString(), reason));
    tree.put("refused", refused);
    return tree;
  }
}
