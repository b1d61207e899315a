package dev.weft.model.route;

import java.util.List;
import java.util.Map;

/**
 * What an agent says of a gateway that it listens for.
 *
 * @param addresses where it is listened for
 * @param unusable addresses that it asks for and that cannot be listened on here, or, by the empty
 *     address, that none could be given to it; with the reason for people
 * @param refused listeners that do not work at one of its addresses at least, with the reason for
 *     people
 */
public record GatewayReport(
    GatewayId id,
    List<String> addresses,
    Map<String, String> unusable,
    Map<ListenerId, String> refused) {
  public GatewayReport {
    addresses = List.copyOf(addresses);
    unusable = Map.copyOf(unusable);
    refused = Map.copyOf(refused);
  }
}
