package org.lambdanas.search.cli.model;

import org.lambdanas.search.judge.BrokenPictures;
import picocli.CommandLine.Option;

/** What becomes of pictures that cannot be read. */
final class SkipBroken {

  @Option(
      names = "--skip-broken",
      description =
          "Pass over pictures that cannot be read, and count them; without, the first ends the"
              + " program with exit code 3.")
  private boolean asked;

  BrokenPictures broken() {
    return new BrokenPictures(asked);
  }
}
