package org.lambdanas.predictors.weightsharing;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.network.Evaluation;
import org.lambdanas.graph.sharing.RankCriterion;
import org.lambdanas.graph.sharing.RouteJudge;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.predictor.SettingDescription;
import org.lambdanas.predictors.predictor.Settings;
import org.lambdanas.predictors.zerocost.FeaturePredictor.Computation;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.PredictorSpec;
import org.lambdanas.proto.v1.RankedBy;
import org.lambdanas.proto.v1.RankingConfig;
import org.lambdanas.proto.v1.SharedNetwork;
import org.lambdanas.proto.v1.SharingMethod;

/**
 * What architectures are ranked by with the shared weights of a file, as {@code lnas rank} does;
 * weights and images are read when the first is asked for.
 */
final class SharedScore implements Computation {

  static final RankingConfig DEFAULTS =
      FieldSetting.withDefaults(RankingConfig.newBuilder()).build();

  static final String IMAGES = "images";
  static final String BATCH_SIZE = "batch_size";

  private final PredictorSpec spec;
  private final Settings settings;
  private final RankCriterion criterion;
  private @Nullable RouteJudge judge;

  private SharedScore(PredictorSpec spec, Settings settings) {
    this.spec = spec;
    this.settings = settings;
    this.criterion =
        RankCriterion.of(
            RankedBy.RANKED_BY_UNSPECIFIED,
            spec.getPredictor().equals(EnumNames.of(SharingMethod.SHARING_METHOD_ONESHOT))
                ? SharingMethod.SHARING_METHOD_ONESHOT
                : SharingMethod.SHARING_METHOD_RSWS);
  }

  /** The computation that a specification allows. */
  static Optional<Computation> of(PredictorSpec spec, List<SettingDescription> declared) {
    return spec.getSharedNetwork().isEmpty()
        ? Optional.empty()
        : Optional.of(new SharedScore(spec, Settings.of(declared, spec.getSettingsList())));
  }

  /** That of the representative of all that compute the same. */
  @Override
  public double of(Architecture architecture) {
    if (judge == null) {
      judge = open();
    }
    Evaluation found = judge.judge(SearchSpaces.of(architecture).canonical(architecture));
    return criterion.score(found.accuracy(), found.meanLoss());
  }

  private RouteJudge open() {
    String file = spec.getSharedNetwork();
    SharedNetwork network = Messages.read(Path.of(file), SharedNetwork.getDefaultInstance());
    String method = EnumNames.of(network.getConfig().getMethod());
    String space = network.getConfig().getSpace();
    if (!method.equals(spec.getPredictor()) || !space.equals(spec.getSpace())) {
      throw new ConfigException(
          "%s holds shared weights of %s and %s, not of %s and %s"
              .formatted(file, method, space, spec.getPredictor(), spec.getSpace()));
    }
    return RouteJudge.open(
        DEFAULTS.toBuilder()
            .setNetwork(file)
            .setNetworkSha256(Checksums.sha256(network.toByteString()))
            .setImages(settings.whole(IMAGES))
            .setBatchSize(settings.whole(BATCH_SIZE))
            .build(),
        network,
        network.getConfig().getData());
  }

  @Override
  public void close() {
    if (judge != null) {
      judge.close();
      judge = null;
    }
  }
}
