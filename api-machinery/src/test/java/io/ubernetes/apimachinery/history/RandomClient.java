package io.ubernetes.apimachinery.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ubernetes.apimachinery.history.Seen.Event;
import io.ubernetes.apimachinery.history.Seen.Outcome;
import io.ubernetes.apimachinery.history.Seen.Version;
import io.ubernetes.model.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes, reads, lists and watches a few ConfigMaps of the namespace `default` at random, and
/// records what it sees. One thread uses it; watches record from others.
public final class RandomClient {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  private final String name;
  private final List<String> keys;
  private final Random random;
  private final Transport transport;
  private final Queue<Seen> record;
  private final Map<String, Long> versions = new HashMap<>();
  private final List<OpenWatch> watches = new ArrayList<>();
  private int written;

  /// @param keys names of the objects that its history is about
  /// @param record takes what is seen; thread-safe
  public RandomClient(
      String name, List<String> keys, Random random, Transport transport, Queue<Seen> record) {
    this.name = name;
    this.keys = List.copyOf(keys);
    this.random = random;
    this.transport = transport;
    this.record = record;
  }

  private record OpenWatch(AutoCloseable ending, long begin, long after, Queue<Event> events) {}

  public void act() {
    String key = keys.get(random.nextInt(keys.size()));
    try {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> create(key);
        case 3, 4, 5 -> update(key);
        case 6 -> delete(key);
        case 7, 8 -> read(key);
        case 9, 10 -> list();
        default -> watch();
      }
    } catch (IOException unanswered) {
      var _ = versions.remove(key); // it may be any by now
    }
  }

  private void create(String key) throws IOException {
    write("POST", MAPS, key, content(), 0);
  }

  private void update(String key) throws IOException {
    Long expected = versions.get(key);
    if (expected == null) {
      read(key);
    } else {
      write("PUT", MAPS + "/" + key, key, content(), expected);
    }
  }

  private void delete(String key) throws IOException {
    Long expected = versions.get(key);
    if (expected != null) {
      write("DELETE", MAPS + "/" + key, key, null, expected);
    }
  }

  private String content() {
    return name + "-" + written++;
  }

  private void write(
      String method, String path, String key, @Nullable String content, long expected)
      throws IOException {
    long begin = System.nanoTime();
    Outcome outcome = Outcome.UNKNOWN;
    long revision = 0;
    try {
      String body = content == null ? deleteOptions(expected) : object(key, content, expected);
      Transport.Answer answer = transport.send(method, path, body);
      outcome =
          switch (answer.status()) {
            case 200, 201 -> Outcome.DONE;
            case 404 -> Outcome.ABSENT;
            case 409 -> Outcome.CONFLICT;
            default -> Outcome.UNKNOWN;
          };
      if (outcome == Outcome.DONE && content != null) {
        revision = revision(json(answer.body()));
        versions.put(key, revision);
      } else {
        versions.remove(key);
      }
    } finally {
      record.add(
          new Seen.Write(begin, System.nanoTime(), key, content, expected, outcome, revision));
    }
  }

  private static String object(String key, String content, long version) {
    ObjectNode object = Json.object();
    ObjectNode metadata = object.putObject("metadata").put("name", key);
    if (version > 0) {
      metadata.put("resourceVersion", Long.toString(version));
    }
    object.putObject("data").put("content", content);
    return object.toString();
  }

  private static String deleteOptions(long version) {
    ObjectNode options = Json.object();
    options.putObject("preconditions").put("resourceVersion", Long.toString(version));
    return options.toString();
  }

  private void read(String key) throws IOException {
    long begin = System.nanoTime();
    Transport.Answer answer = transport.send("GET", MAPS + "/" + key, "");
    long end = System.nanoTime();
    if (answer.status() == 404) {
      versions.remove(key);
      record.add(new Seen.Read(begin, end, key, null));
    } else if (answer.status() == 200) {
      Version version = version(json(answer.body()));
      versions.put(key, version.revision());
      record.add(new Seen.Read(begin, end, key, version));
    }
  }

  private long list() throws IOException {
    long begin = System.nanoTime();
    Transport.Answer answer = transport.send("GET", MAPS, "");
    long end = System.nanoTime();
    if (answer.status() != 200) {
      return 0;
    }
    ObjectNode list = json(answer.body());
    Map<String, Version> objects = new HashMap<>();
    for (JsonNode item : list.path("items")) {
      objects.put(Json.text(item, "metadata", "name"), version(item));
    }
    objects.keySet().retainAll(keys);
    record.add(new Seen.Listed(begin, end, revision(list), objects));
    objects.forEach((key, version) -> versions.put(key, version.revision()));
    return revision(list);
  }

  private void watch() throws IOException {
    long after = list();
    if (after == 0) {
      return;
    }
    Queue<Event> events = new ConcurrentLinkedQueue<>();
    String path = MAPS + "?watch=true&resourceVersion=" + after;
    AutoCloseable ending = transport.watch(path, line -> take(line, events));
    watches.add(new OpenWatch(ending, System.nanoTime(), after, events));
  }

  private void take(String line, Queue<Event> events) {
    ObjectNode event = json(line);
    JsonNode object = event.path("object");
    String key = Json.text(object, "metadata", "name");
    boolean change = List.of("ADDED", "MODIFIED", "DELETED").contains(Json.text(event, "type"));
    if (change && keys.contains(key)) {
      boolean deleted = Json.text(event, "type").equals("DELETED");
      events.add(
          new Event(revision(object), key, deleted ? null : Json.text(object, "data", "content")));
    }
  }

  /// Ends its watches and records what they showed.
  public void finish() throws Exception {
    for (OpenWatch watch : watches) {
      watch.ending().close();
      record.add(
          new Seen.Watched(
              watch.begin(), System.nanoTime(), watch.after(), List.copyOf(watch.events())));
    }
    watches.clear();
  }

  /// A change as the store tells it.
  public static Event event(String storeKey, byte @Nullable [] value, long revision) {
    String content = value == null ? null : Json.text(Json.parseObject(value), "data", "content");
    return new Event(revision, nameOf(storeKey), content);
  }

  /// The object's name in a key of the store, such as `/registry/configmaps/default/a`.
  public static String nameOf(String storeKey) {
    return storeKey.substring(storeKey.lastIndexOf('/') + 1);
  }

  private static Version version(JsonNode object) {
    return new Version(revision(object), Json.text(object, "data", "content"));
  }

  private static long revision(JsonNode object) {
    return Long.parseLong(Json.text(object, "metadata", "resourceVersion"));
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.getBytes(UTF_8));
  }
}
