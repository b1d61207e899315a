package dev.weft.cli.command;

import dev.weft.cli.CommandFailure;
import dev.weft.cli.api.ApiClient;
import dev.weft.control.access.NewToken;
import dev.weft.control.access.Token;
import dev.weft.control.access.TokenRequest;
import dev.weft.control.access.Tokens;
import dev.weft.model.time.SystemClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the tokens are: in a data folder, or behind a registry's API. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TokenStore {
  private static final String PATH = "/apis/weft.dev/v1/tokens";
  private static final int NOT_FOUND = 404;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "Asks this registry instead of changing the data folder.")
  private @Nullable String api;

  @Mixin private DataOption data;

  /**
   * Makes a token; the tree holds it under {@code token}.
   *
   * @param tree as the API takes it
   */
  Map<String, Object> create(Map<String, Object> tree) {
    if (api != null) {
      return client(api).post(PATH, tree).orFail().body();
    }
    return Failures.told(() -> {
      try (var clock = new SystemClock()) {
        NewToken made = Tokens.in(data.folder(), clock).create(TokenRequest.fromTree(tree));
        var shown = new LinkedHashMap<String, Object>(made.token().toTree());
        shown.put("token", made.secret());
        return shown;
      }
    });
  }

  @SuppressWarnings("unchecked") // a JSON list of objects
  List<Map<String, Object>> list() {
    if (api != null) {
      return client(api).get(PATH).orFail().body().get("tokens") instanceof List<?> tokens
          ? (List<Map<String, Object>>) tokens
          : List.of();
    }
    return Failures.told(() -> {
      try (var clock = new SystemClock()) {
        return Tokens.in(data.folder(), clock).list().stream().map(Token::toTree).toList();
      }
    });
  }

  /** Returns false if there is no such token. */
  boolean revoke(String id) {
    if (api != null) {
      ApiClient.Answer answer = client(api).delete(PATH + "/" + ApiClient.encode(id));
      return answer.status() != NOT_FOUND && answer.orFail().ok();
    }
    return Failures.told(() -> {
      try (var clock = new SystemClock()) {
        return Tokens.in(data.folder(), clock).revoke(id);
      }
    });
  }

  /**
   * @throws CommandFailure if the address is none
   */
  private static ApiClient client(String url) {
    return new ApiClient(RegistryOptions.endpoint("--api", url));
  }
}
