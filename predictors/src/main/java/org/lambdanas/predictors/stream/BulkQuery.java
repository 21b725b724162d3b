package org.lambdanas.predictors.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.DivergedException;
import org.lambdanas.graph.error.LambdaNasException;
import org.lambdanas.graph.work.Workers;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.proto.v1.Observation;
import org.lambdanas.proto.v1.Prediction;

/**
 * Queries a model with as many architectures as a stream has, in memory that does not grow with
 * their number: a few batches are under way at a time, one in each copy of the model; their
 * predictions are written in the order of the stream. What is predicted does not depend on the
 * number of copies or the size of the batches.
 *
 * @param models copies of one model; not closed here
 * @param batchSize architectures asked about at a time, at least 1
 */
public record BulkQuery(ModelPool models, int batchSize) {

  /** Large enough for matrix products, small enough for memory. */
  public static final int BATCH_SIZE = 4096;

  /** What a predictor calls a query that stands alone. */
  private static final Pattern ALONE = Pattern.compile("^query 0:? ");

  /** Checks the size. */
  public BulkQuery {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batches of " + batchSize);
    }
  }

  private record Piece(int size, byte[] bytes) {}

  /**
   * Asks about all that a reader has left; the output is not closed. DataException, with its
   * position, for the first query that is damaged or refused; what was written before that is of no
   * use.
   */
  public long run(
      MessageReader<Observation> queries, MessageWriter<Prediction> writer, OutputStream out)
      throws IOException {
    try (Workers workers = new Workers("query", models.most())) {
      // Closed before its models are closed by their owner: nobody may use them any more.
      return run(queries, writer, out, workers);
    }
  }

  private long run(
      MessageReader<Observation> queries,
      MessageWriter<Prediction> writer,
      OutputStream out,
      Workers workers)
      throws IOException {
    Deque<Future<Piece>> underWay = new ArrayDeque<>();
    Progress progress = new Progress(writer, out);
    out.write(writer.head());
    Optional<DataException> failure = Optional.empty();
    while (failure.isEmpty()) {
      try {
        Optional<MessageBatch<Observation>> batch = queries.next(batchSize);
        if (batch.isEmpty()) {
          break;
        }
        MessageBatch<Observation> read = batch.get();
        underWay.add(workers.submit(() -> answer(read, writer)));
      } catch (DataException e) {
        // What stands before it in the stream may be wrong too, and comes first.
        failure = Optional.of(e);
      }
      if (underWay.size() > 2 * models.most()) {
        progress.write(Workers.result(underWay.remove()));
      }
    }
    while (!underWay.isEmpty()) {
      progress.write(Workers.result(underWay.remove()));
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
    out.write(writer.foot());
    return progress.predictions;
  }

  /** The output as far as it has come. */
  private static final class Progress {

    private final MessageWriter<Prediction> writer;
    private final OutputStream out;
    private long predictions;

    Progress(MessageWriter<Prediction> writer, OutputStream out) {
      this.writer = writer;
      this.out = out;
    }

    void write(Piece piece) throws IOException {
      if (predictions > 0) {
        out.write(writer.between());
      }
      out.write(piece.bytes());
      predictions += piece.size();
    }
  }

  private Piece answer(MessageBatch<Observation> batch, MessageWriter<Prediction> writer)
      throws InterruptedException {
    List<Observation> queries = batch.messages();
    Model model = models.take();
    try {
      List<Prediction> predictions = predict(model, queries, batch);
      return new Piece(batch.size(), writer.piece(predictions));
    } finally {
      models.giveBack(model);
    }
  }

  private static List<Prediction> predict(
      Model model, List<Observation> queries, MessageBatch<Observation> batch) {
    List<Prediction> predictions;
    try {
      predictions = model.query(queries);
    } catch (DataException | DivergedException e) {
      throw refused(model, queries, batch, e);
    }
    if (predictions.size() != queries.size()) {
      throw new IllegalStateException(
          predictions.size() + " predictions for " + queries.size() + " architectures");
    }
    for (int i = 0; i < predictions.size(); i++) {
      if (!Double.isFinite(predictions.get(i).getMean())) {
        throw batch.at(
            i,
            new DataException(
                "the prediction is "
                    + predictions.get(i).getMean()
                    + ": the model is damaged, or its observations were"));
      }
    }
    return predictions;
  }

  /** The error of one of several queries, with its position. */
  private static DataException refused(
      Model model,
      List<Observation> queries,
      MessageBatch<Observation> batch,
      LambdaNasException all) {
    for (int i = 0; i < queries.size(); i++) {
      try {
        model.query(List.of(queries.get(i)));
      } catch (DataException | DivergedException e) {
        String problem = ALONE.matcher(String.valueOf(e.getMessage())).replaceFirst("");
        return batch.at(i, new DataException(problem, e));
      }
    }
    return batch.at(0, all);
  }
}
