package org.lambdanas.graph.registry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.Choice;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.Excerpt;

/**
 * All things of a kind, found by their ids: those that come with the program, then those that jars
 * on the class path register as Java services ({@link ServiceLoader}: a public class with a public
 * constructor without parameters, named in {@code META-INF/services}). Services are looked up once,
 * at the first question; nothing changes afterwards.
 *
 * @param <T> kind of thing, immutable
 */
public final class Registry<T> {

  /** Ids are part of file names and of options. */
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,39}");

  private final String what;
  private final Function<? super T, String> idOf;
  private final List<T> own;
  private final List<Service<?, T>> services;
  private volatile @Nullable List<T> all;

  /** A service interface, and what becomes of one that is found. */
  private record Service<S, T>(Class<S> type, Function<S, T> adapter) {

    Stream<T> load() {
      return ServiceLoader.load(type).stream().map(provider -> adapter.apply(provider.get()));
    }
  }

  /**
   * A registry without services.
   *
   * @param what kind of thing, for messages
   * @param idOf a thing's id
   * @param own things of the program, in the order in which they are listed to people
   */
  public Registry(String what, Function<? super T, String> idOf, List<? extends T> own) {
    this(what, idOf, List.copyOf(own), List.of());
  }

  private Registry(
      String what, Function<? super T, String> idOf, List<T> own, List<Service<?, T>> services) {
    this.what = what;
    this.idOf = idOf;
    this.own = own;
    this.services = services;
  }

  /**
   * The same registry with the services of an interface behind its own things.
   *
   * @param service interface that users implement
   * @param adapter makes a thing of an implementation
   * @param <S> the interface
   * @return a registry that has not looked for services yet
   */
  public <S> Registry<T> with(Class<S> service, Function<S, T> adapter) {
    List<Service<?, T>> more = new ArrayList<>(services);
    more.add(new Service<>(service, adapter));
    return new Registry<>(what, idOf, own, List.copyOf(more));
  }

  /**
   * All things.
   *
   * @return in the order in which they are listed to people
   * @throws ConfigException if a service cannot be loaded, or has an id that is taken or cannot be
   *     one
   */
  public List<T> all() {
    List<T> known = all;
    if (known == null) {
      known = load();
      all = known;
    }
    return known;
  }

  private List<T> load() {
    List<T> things = new ArrayList<>(own);
    Set<String> ids = new HashSet<>(own.stream().map(idOf).toList());
    try {
      for (T added : services.stream().flatMap(Service::load).toList()) {
        String id = idOf.apply(added);
        if (!ID.matcher(id).matches() || !ids.add(id)) {
          throw new ConfigException(
              "the %s '%s' of %s cannot be registered: ids are unique, of lower-case letters, digits and _"
                  .formatted(what, Excerpt.of(id), added.getClass().getName()));
        }
        things.add(added);
      }
    } catch (ServiceConfigurationError e) {
      throw new ConfigException(
          "a %s on the class path cannot be loaded: %s"
              .formatted(what, Excerpt.of(String.valueOf(e.getMessage()))),
          e);
    }
    return List.copyOf(things);
  }

  /**
   * Looks a thing up.
   *
   * @param id its id
   * @return the thing
   * @throws ConfigException if there is none of that name, saying which there are
   */
  public T byId(String id) {
    return Choice.of(what, id, all(), idOf);
  }

  /**
   * Looks a thing up that may not be there.
   *
   * @param id any text
   * @return the thing, or empty if there is none of that name
   */
  public Optional<T> find(String id) {
    return all().stream().filter(thing -> idOf.apply(thing).equals(id)).findFirst();
  }
}
