package org.lambdanas.search.scoring;

import java.util.Locale;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Counted;
import org.lambdanas.proto.v1.ScoreConfig;

/** How networks were scored, in words. */
final class Settings {

  private Settings() {}

  static String of(ScoreConfig config) {
    var space = SearchSpaces.networkSpaceById(config.getSpace());
    return String.format(
        Locale.ROOT,
        "lnas score: %d images of %s at %d pixels, %d classes, %d channels, %s %d, %s,"
            + " %d initialisations, seed %d%s",
        config.getBatchSize(),
        config.getData().getDataSet(),
        config.getData().getImageSize(),
        config.getData().getClasses(),
        config.getNetwork().getChannels(),
        space.depth().key().replace('_', ' '),
        space.depth().of(config.getNetwork()),
        config.getExecution().getPrecision(),
        config.getInitialisations(),
        config.getSeed(),
        config.getCounted() == Counted.COUNTED_EVERYTHING ? ", counting everything" : "");
  }
}
