package org.lambdanas.predictors.service;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.lambdanas.predictors.predictor.Model;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.ModelInfo;

/**
 * The models of a server by name, no more and no larger than allowed. A full store refuses: it does
 * not know which model nobody needs any more. Safe for use by several threads.
 */
final class ModelStore implements AutoCloseable {

  private record Kept(ModelInfo info, TurnQueue<Model> turns) {}

  private final int mostModels;
  private final long mostBytes;
  private final int mostCalls;
  private final Executor threads;
  // A name from before a restart must not mean another model.
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final Map<String, Kept> models = new LinkedHashMap<>();
  private int places;
  private long bytes;
  private long counter;

  /**
   * Starts empty.
   *
   * @param mostModels that are kept
   * @param mostBytes of all of them as messages
   * @param mostCalls on one model, at work or waiting
   * @param threads where models are used
   */
  ModelStore(int mostModels, long mostBytes, int mostCalls, Executor threads) {
    this.mostModels = mostModels;
    this.mostBytes = mostBytes;
    this.mostCalls = mostCalls;
    this.threads = threads;
  }

  /** Takes a place before the work of a fit is done; give it back or put a model there. */
  synchronized void reserve() {
    if (places == mostModels) {
      throw Failures.exhausted(
          "the server keeps or fits " + mostModels + " models already: release one");
    }
    places++;
  }

  /** Gives a reserved place back. */
  synchronized void giveBack() {
    places--;
  }

  /** Puts a model on a reserved place; the store closes it. */
  ModelInfo put(Model model) {
    FittedPredictor saved = model.save();
    long size = saved.getSerializedSize();
    synchronized (this) {
      if (size > mostBytes - bytes) {
        throw Failures.exhausted(
            "the model has "
                + size
                + " bytes, and the server keeps "
                + bytes
                + " of at most "
                + mostBytes
                + " bytes already: release one");
      }
      bytes += size;
      counter++;
      ModelInfo info =
          ModelInfo.newBuilder()
              .setModel(saved.getSpec().getPredictor() + "-" + counter + "-" + run)
              .setSpec(saved.getSpec())
              .setObservations(saved.getObservations())
              .setBytes(size)
              .build();
      String name = info.getModel();
      models.put(
          name,
          new Kept(
              info,
              new TurnQueue<>(
                  "model '" + name + "'",
                  model,
                  mostCalls,
                  threads,
                  () -> Failures.unknown(name),
                  Model::close)));
      return info;
    }
  }

  /** Where a model is used. */
  TurnQueue<Model> get(String name) {
    return kept(name).turns();
  }

  private synchronized Kept kept(String name) {
    Kept model = models.get(name);
    if (model == null) {
      throw Failures.unknown(name);
    }
    return model;
  }

  /** All models, oldest first. */
  synchronized List<ModelInfo> all() {
    return models.values().stream().map(Kept::info).toList();
  }

  void release(String name) {
    Kept model;
    synchronized (this) {
      model = kept(name);
      models.remove(name);
      bytes -= model.info().getBytes();
      places--;
    }
    model.turns().close();
  }

  @Override
  public void close() {
    all().forEach(info -> release(info.getModel()));
  }
}
