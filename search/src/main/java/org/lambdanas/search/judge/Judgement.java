package org.lambdanas.search.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.export.ClassMatch;

/**
 * What a model answered for test images.
 *
 * @param answers for those of the model's classes, at least one
 * @param match the classes of the images among those of the model
 * @param unknownImages images of other classes, which are left out
 * @param worst the most confidently wrong, worst first
 */
public record Judgement(
    Answers answers, ClassMatch match, long unknownImages, List<WrongImage> worst) {

  /** Images that a model classifies at a time. */
  public static final int BATCH = 100;

  /** Copies. */
  public Judgement {
    worst = List.copyOf(worst);
  }

  /**
   * Lets a model classify images.
   *
   * @param model the model
   * @param images read to their end
   * @param worst how many of the wrong ones to keep
   * @param progress told after each batch how many images were classified
   * @throws DataException if no image is of a class of the model
   */
  public static Judgement of(Classifier model, TestImages images, int worst, IntConsumer progress) {
    ClassMatch match = match(model, images);
    Answers answers = new Answers(model.classes());
    PriorityQueue<WrongImage> wrong = new PriorityQueue<>(WrongImage.BY_CONFIDENCE);
    int unknown = 0;
    List<TestImage> batch = batch(images);
    while (!batch.isEmpty()) {
      List<float[]> rows = model.logits(batch.stream().map(TestImage::pixels).toList());
      for (int i = 0; i < rows.size(); i++) {
        int truth = match.indices().get(batch.get(i).label());
        if (truth < 0) {
          unknown++;
          continue;
        }
        answers.add(rows.get(i), truth);
        int answer = Answers.likeliest(rows.get(i));
        if (answer != truth) {
          double[] logs = LogSoftmax.of(rows.get(i), 1);
          wrong.add(
              new WrongImage(
                  batch.get(i), truth, answer, Math.exp(logs[truth]), Math.exp(logs[answer])));
          if (wrong.size() > worst) {
            wrong.remove();
          }
        }
      }
      progress.accept(answers.size() + unknown);
      batch = batch(images);
    }
    if (answers.size() == 0) {
      throw new DataException("no test image of " + images.data() + " is of a class of the model");
    }
    return new Judgement(
        answers,
        match,
        unknown,
        wrong.stream().sorted(WrongImage.BY_CONFIDENCE.reversed()).toList());
  }

  private static List<TestImage> batch(TestImages images) {
    List<TestImage> batch = new ArrayList<>();
    Optional<TestImage> next = images.next();
    while (next.isPresent()) {
      batch.add(next.get());
      next = batch.size() < BATCH ? images.next() : Optional.empty();
    }
    return batch;
  }

  private static ClassMatch match(Classifier model, TestImages images) {
    List<String> labels = model.labels();
    ClassMatch match = ClassMatch.of(labels, images.classNames());
    if (match.indices().stream().allMatch(index -> index < 0)) {
      throw new DataException(
          model.description().folder()
              + " knows none of the classes of "
              + images.data()
              + ": it knows "
              + ClassMatch.names(labels)
              + ", not "
              + ClassMatch.names(images.classNames()));
    }
    if (match.indices().stream().anyMatch(index -> index >= model.classes())) {
      throw new DataException(
          "%s names no classes and answers with %d logits: %s has %d classes"
              .formatted(
                  model.description().folder(),
                  model.classes(),
                  images.data(),
                  images.classNames().size()));
    }
    return match;
  }
}
