package org.lambdanas.predictors.tree;

import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;

/**
 * A library of native code that a predictor works with. It is loaded when it is first needed, so
 * that the other predictors work where it cannot be. Safe for use by several threads.
 */
final class NativeLibrary {

  /**
   * The Debian package of the OpenMP runtime, which the libraries of boosted trees are linked to.
   */
  static final String OPEN_MP = "libgomp1";

  private final String predictor;
  private final String title;
  private final Loading loading;
  private boolean loaded;

  /** Loads a library and tries it out. */
  @FunctionalInterface
  interface Loading {

    /**
     * Loads.
     *
     * @throws Exception if it cannot be unpacked or does not work
     * @throws LinkageError if the system cannot load it
     */
    void load() throws Exception;
  }

  /**
   * Describes a library without loading it.
   *
   * @param predictor id of the predictor that needs it
   * @param title name of the library
   * @param loading loads it
   */
  NativeLibrary(String predictor, String title, Loading loading) {
    this.predictor = predictor;
    this.title = title;
    this.loading = loading;
  }

  /**
   * Loads the library unless it is loaded.
   *
   * @throws ConfigException if that fails: names the predictor and the Debian package it may lack
   */
  synchronized void require() {
    if (loaded) {
      return;
    }
    try {
      loading.load();
      loaded = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(e);
    } catch (Exception | LinkageError e) {
      throw failure(e);
    }
  }

  private ConfigException failure(Throwable thrown) {
    return new ConfigException(
        "predictor "
            + predictor
            + " needs the native library "
            + title
            + ", which cannot be loaded ("
            + reason(thrown)
            + "): install the Debian package "
            + OPEN_MP
            + ", or take a predictor without native code, such as rf",
        thrown);
  }

  /** The message of the innermost cause: those around it only say that a class is not there. */
  private static String reason(Throwable thrown) {
    Throwable cause = thrown;
    for (Throwable next = cause.getCause(); next != null && next != cause; next = next.getCause()) {
      cause = next;
    }
    String message = cause.getMessage();
    String text = message == null ? cause.getClass().getSimpleName() : message;
    // The system names the unpacked file first, and then what is wrong with it.
    return Excerpt.of(text.startsWith("/") ? text.substring(text.indexOf(": ") + 1).strip() : text);
  }
}
