package org.lambdanas.search.judge;

import java.util.List;
import org.lambdanas.proto.v1.Calibration;
import org.lambdanas.proto.v1.ClassJudgement;
import org.lambdanas.proto.v1.ModelJudgement;
import org.lambdanas.proto.v1.ReliabilityBin;
import org.lambdanas.proto.v1.WrongPicture;

/** Judgements as messages. */
public final class JudgementMessages {

  private JudgementMessages() {}

  /**
   * All measures of a judgement.
   *
   * @param names of the model's classes, in the order of the logits
   * @return without what is known of the model and its data only
   */
  public static ModelJudgement.Builder of(Judgement judgement, List<String> names) {
    Answers answers = judgement.answers();
    ConfusionMatrix matrix = ConfusionMatrix.of(answers);
    WilsonInterval interval = WilsonInterval.of(matrix.correct(), matrix.total());
    Temperature temperature = Temperature.of(answers);
    ModelJudgement.Builder message =
        ModelJudgement.newBuilder()
            .setImages(matrix.total())
            .setCorrect(matrix.correct())
            .setAccuracy(100.0 * matrix.correct() / matrix.total())
            .setAccuracyLow(100 * interval.low())
            .setAccuracyHigh(100 * interval.high())
            .setMacroF1(matrix.macroF1().orElseThrow())
            .setBalancedAccuracy(100 * matrix.balancedAccuracy().orElseThrow())
            .setCalibration(calibration(answers, 1))
            .setCalibrationWithTemperature(calibration(answers, temperature.value()))
            .setTemperature(temperature.value())
            .setTemperatureAtLimit(temperature.atLimit())
            .addAllUnknownClasses(judgement.match().unknown())
            .setUnknownImages(judgement.unknownImages())
            .addAllMissingClasses(judgement.match().missing());
    for (int c = 0; c < matrix.classes(); c++) {
      message.addClasses(ofClass(matrix, c, names.get(c)));
    }
    for (WrongImage wrong : judgement.worst()) {
      message.addWorst(
          WrongPicture.newBuilder()
              .setPicture(wrong.image().name())
              .setIs(names.get(wrong.truth()))
              .setTakenFor(names.get(wrong.answer()))
              .setProbabilityIs(wrong.truthProbability())
              .setProbabilityTakenFor(wrong.answerProbability()));
    }
    return message;
  }

  private static ClassJudgement ofClass(ConfusionMatrix matrix, int index, String name) {
    ClassJudgement.Builder message =
        ClassJudgement.newBuilder()
            .setName(name)
            .setImages(matrix.images(index))
            .setAnswered(matrix.answered(index));
    matrix.precision(index).ifPresent(message::setPrecision);
    matrix.recall(index).ifPresent(message::setRecall);
    matrix.f1(index).ifPresent(message::setF1);
    for (int answer = 0; answer < matrix.classes(); answer++) {
      message.addTakenFor(matrix.count(index, answer));
    }
    return message.build();
  }

  private static Calibration calibration(Answers answers, double temperature) {
    Reliability reliability = Reliability.of(answers, temperature);
    Calibration.Builder message =
        Calibration.newBuilder()
            .setExpectedError(reliability.expectedError())
            .setNegativeLogLikelihood(Likelihood.negativeLog(answers, temperature));
    for (Reliability.Bin bin : reliability.bins()) {
      ReliabilityBin.Builder one =
          ReliabilityBin.newBuilder().setLow(bin.low()).setHigh(bin.high()).setImages(bin.images());
      if (bin.images() > 0) {
        one.setConfidence(bin.confidence()).setAccuracy(bin.accuracy());
      }
      message.addBins(one);
    }
    return message.build();
  }
}
