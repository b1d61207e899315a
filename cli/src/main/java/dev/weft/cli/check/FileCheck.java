package dev.weft.cli.check;

import dev.weft.cli.manifest.Examined;
import dev.weft.cli.manifest.Problem;
import dev.weft.model.resource.FieldError;
import dev.weft.model.resource.InvalidResourceException;
import dev.weft.model.resource.Kind;
import dev.weft.model.resource.Resource;
import dev.weft.registry.Admission;
import dev.weft.registry.TlsSecret;
import java.util.ArrayList;
import java.util.List;

/** Holds files against the rules by which the registry takes resources in. Asks no registry. */
public final class FileCheck {
  private FileCheck() {}

  /**
   * What was found.
   *
   * @param resources how many there are, good or bad
   */
  public record Result(int resources, List<Problem> problems) {}

  /**
   * @param paths files, folders or {@code -} for standard input
   * @throws dev.weft.cli.CommandFailure if one cannot be read
   */
  public static Result check(List<String> paths) {
    int resources = 0;
    var problems = new ArrayList<Problem>();
    for (String path : paths) {
      Examined examined = Examined.of(path, FileCheck::hold);
      resources += examined.resources().size();
      problems.addAll(examined.problems());
    }
    return new Result(resources, List.copyOf(problems));
  }

  private static void hold(Resource resource) {
    Admission.admit(resource);
    // Stored all the same, as in Kubernetes; here somebody asks what is wrong.
    if (resource.kind() == Kind.SECRET && TlsSecret.doubt(resource).isPresent()) {
      String field = resource.body().containsKey("stringData") ? "stringData" : "data";
      throw new InvalidResourceException(
          "Secret",
          List.of(
              new FieldError(
                  field,
                  "(hidden)",
                  "what a listener needs: a certificate in PEM (tls.crt) and its private key in PEM"
                      + " without a password (tls.key)")));
    }
  }
}
