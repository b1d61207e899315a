package dev.weft.cli.check;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.ExitCode;
import dev.weft.cli.api.ApiClient;
import dev.weft.model.resource.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Every resource of a kind, page by page. */
final class Listing {
  private static final int PAGE = 2_000;

  private Listing() {}

  /**
   * @throws CommandFailure if the registry refuses or does not answer
   */
  static List<Map<?, ?>> of(ApiClient registry, Kind kind) {
    var all = new ArrayList<Map<?, ?>>();
    String more = "";
    do {
      String path = ApiClient.path(kind, null, null) + "?limit=" + PAGE;
      ApiClient.Answer page =
          registry.get(more.isEmpty() ? path : path + "&continue=" + ApiClient.encode(more));
      if (page.status() == 404) {
        throw new CommandFailure(
            ExitCode.FAILED, "this registry knows no " + kind.plural() + ": it is an older Weft");
      }
      for (Object item : Tree.list(page.orFail().body(), "items")) {
        all.add(Tree.at(item));
      }
      more = Tree.text(Tree.at(page.body(), "metadata"), "continue");
    } while (!more.isEmpty());
    return all;
  }
}
