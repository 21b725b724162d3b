package org.lambdanas.search.backend;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.proto.v1.Feature;
import org.lambdanas.proto.v1.LearningCurve;
import org.lambdanas.proto.v1.Measurement;
import org.lambdanas.proto.v1.NamedTensor;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.proto.v1.TrainedNetwork;
import org.lambdanas.proto.v1.TrainingConfig;
import org.lambdanas.proto.v1.TrainingEpochRecord;
import org.lambdanas.proto.v1.TrainingResult;
import org.lambdanas.proto.v1.Trial;
import org.lambdanas.search.run.EpochListener;
import org.lambdanas.search.training.Training;
import org.lambdanas.search.training.TrainingData;

/** Trains networks, without keeping them. */
final class TrainingWork implements TrialWork {

  private final TrainingConfig template;
  private final TrainingData data;

  /**
   * Trainings on images that are at hand.
   *
   * @param data of the template; another seed draws from the same images
   */
  TrainingWork(TrainingConfig template, TrainingData data) {
    if (!template.getInitialWeights().isEmpty()) {
      throw new ConfigException(
          "initial weights (--initial-weights) are those of one architecture: trials start from"
              + " drawn ones");
    }
    this.template = template;
    this.data = data;
  }

  @Override
  public Measured measure(Trial trial, BooleanSupplier stopRequested) {
    TrainingConfig.Builder config =
        template.toBuilder().setArchitecture(trial.getArchitecture()).setSeed(trial.getSeed());
    if (trial.getFidelity() > 0) {
      config.setEpochs(trial.getFidelity());
    }
    try (Training training = new Training(config.build(), data.seeded(config.build()))) {
      if (!training.run(EpochListener.none(), stopRequested, checkpoint -> {})) {
        return new Measured(Measurement.getDefaultInstance(), 0);
      }
      TrainingResult result = training.result(RunProvenance.getDefaultInstance());
      return new Measured(measurement(result, training.network(result)), 0);
    }
  }

  private static Measurement measurement(TrainingResult result, TrainedNetwork network) {
    List<TrainingEpochRecord> epochs = result.getHistory().getEpochsList();
    return Measurement.newBuilder()
        .setValue(result.getValidationAccuracy())
        .addMetrics(feature("params", (double) result.getWeights()))
        .addMetrics(feature("macs", (double) result.getMultiplyAccumulates()))
        .addMetrics(feature("validation_loss", result.getValidationLoss()))
        .addCurves(curve("train_loss", epochs, TrainingEpochRecord::getTrainLoss))
        .addCurves(curve("train_accuracy", epochs, TrainingEpochRecord::getTrainAccuracy))
        .addCurves(curve("validation_loss", epochs, TrainingEpochRecord::getValidationLoss))
        .addCurves(curve("validation_accuracy", epochs, TrainingEpochRecord::getValidationAccuracy))
        .setWeightsSha256(digest(network))
        .build();
  }

  private static Feature feature(String name, double value) {
    return Feature.newBuilder().setName(name).setValue(value).build();
  }

  private static LearningCurve curve(
      String name, List<TrainingEpochRecord> epochs, ToDoubleFunction<TrainingEpochRecord> value) {
    LearningCurve.Builder curve = LearningCurve.newBuilder().setMetric(name).setFirstEpoch(1);
    epochs.forEach(epoch -> curve.addValues((float) value.applyAsDouble(epoch)));
    return curve.build();
  }

  private static ByteString digest(TrainedNetwork network) {
    MessageDigest digest = Checksums.sha256();
    Stream.of(network.getWeightsList(), network.getStatisticsList())
        .flatMap(List::stream)
        .map(NamedTensor::toByteArray)
        .forEach(digest::update);
    return ByteString.copyFrom(digest.digest());
  }
}
