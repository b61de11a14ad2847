package io.ubernetes.apimachinery.server;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.http.Request;
import io.ubernetes.apimachinery.http.Response;
import io.ubernetes.apimachinery.http.Response.Header;
import io.ubernetes.apimachinery.registry.Reader.Page;
import io.ubernetes.apimachinery.registry.Stored;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.server.Accept.Encoding;
import io.ubernetes.apimachinery.server.Forms.IncludeObject;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes responses of objects, lists and errors in the form that a client accepts. Stateless.
final class Answers {

  private static final byte[] COMMA = bytes(",");
  private static final byte[] NEW_LINE = bytes("\n");
  private static final byte[] OPEN = bytes("{");
  private static final byte[] END_OF_LIST = bytes("]}\n");

  private final InstantSource clock;

  Answers(InstantSource clock) {
    this.clock = clock;
  }

  /// An object that is at hand as a tree, in the version of the call.
  Response object(Call call, int status, ObjectNode object, List<String> warnings) {
    boolean isAnswer = call.served().type().isAnswered();
    Accept accept = isAnswer ? Accept.ofAnswer(call.request()) : Accept.of(call.request(), false);
    ObjectNode shaped =
        switch (accept.shape()) {
          case OBJECT -> object;
          case PARTIAL_OBJECT_METADATA -> Forms.partialMetadata(object, accept.metaVersion());
          case TABLE -> table(call, accept, object);
          case PARTIAL_OBJECT_METADATA_LIST ->
              throw ApiException.notAcceptable(
                  "you requested PartialObjectMetadataList, but the requested object is not a list"
                      + " (*"
                      + goName(call)
                      + ")");
        };
    return withWarnings(encoded(accept, status, inMetaVersion(accept, shaped)), warnings);
  }

  /// What a write has left: where the client takes the bytes that were stored, those.
  Response stored(Call call, int status, Stored stored, List<String> warnings) {
    byte[] json = stored.json();
    return json != null && takesStoredForm(call, Accept.of(call.request(), false))
        ? withWarnings(
            new Response.Full(status, List.of(contentType(Encoding.JSON)), List.of(json, NEW_LINE)),
            warnings)
        : object(call, status, call.served().fromStorage(stored.object()), warnings);
  }

  private static boolean takesStoredForm(Call call, Accept accept) {
    return accept.shape() == Accept.Shape.OBJECT
        && accept.encoding() == Encoding.JSON
        && !accept.pretty()
        && call.served().sendsStoredForm();
  }

  private ObjectNode table(Call call, Accept accept, ObjectNode object) {
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", Json.text(object, "metadata", "resourceVersion"));
    ObjectNode table = Forms.table(metadata, columns(call), accept.metaVersion());
    Forms.addRow(table, columns(call), object, IncludeObject.of(call.request()), clock.instant());
    return table;
  }

  private static List<Column> columns(Call call) {
    return call.info().subresource().equals("scale")
        ? Scales.COLUMNS
        : call.served().version().columns();
  }

  /// An object from the cache: its bytes are sent as they are where the client takes them so.
  Response cached(Call call, CachedObject object) {
    if (!takesStoredForm(call, Accept.of(call.request(), false))) {
      return object(call, 200, call.served().fromStorage(object.tree()), List.of());
    }
    byte[] head = bytes(head(call));
    return new Response.Full(
        200, List.of(contentType(Encoding.JSON)), List.of(head, object.body(), NEW_LINE));
  }

  private static String head(Call call) {
    return "{\"kind\":\"%s\",\"apiVersion\":\"%s\","
        .formatted(call.served().kind().kind(), call.served().kind().apiVersion());
  }

  /// A list; the bytes of its objects are those of the cache where the client takes them so.
  Response list(Call call, Page page) {
    Accept accept = Accept.of(call.request(), true);
    if (takesStoredForm(call, accept)) {
      return storedList(call, page);
    }
    if (accept.encoding() == Encoding.JSON && !accept.pretty() && call.served().sendsStoredForm()) {
      return storedRows(call, accept, page);
    }
    return madeList(call, accept, page);
  }

  /// Of a kind that is stored in the form of the call.
  private Response storedRows(Call call, Accept accept, Page page) {
    List<byte[]> chunks =
        switch (accept.shape()) {
          case TABLE -> {
            IncludeObject include = IncludeObject.of(call.request());
            ObjectNode empty = Forms.table(listMetadata(page), columns(call), accept.metaVersion());
            yield Rows.table(
                call,
                inMetaVersion(accept, empty),
                columns(call),
                include,
                accept.metaVersion(),
                page.items(),
                clock.instant());
          }
          case PARTIAL_OBJECT_METADATA_LIST ->
              Rows.metadata(
                  inMetaVersion(accept, emptyPartialList(call, page)),
                  accept.metaVersion(),
                  page.items());
          case OBJECT, PARTIAL_OBJECT_METADATA -> List.of();
        };
    return chunks.isEmpty()
        ? madeList(call, accept, page)
        : new Response.Full(200, List.of(contentType(Encoding.JSON)), chunks);
  }

  private Response madeList(Call call, Accept accept, Page page) {
    ObjectNode shaped =
        switch (accept.shape()) {
          case OBJECT -> objectList(call, page);
          case TABLE -> tableList(call, accept, page);
          case PARTIAL_OBJECT_METADATA_LIST -> partialList(call, accept, page);
          case PARTIAL_OBJECT_METADATA ->
              throw ApiException.notAcceptable(
                  "you requested PartialObjectMetadata, but the requested object is a list (*"
                      + goName(call)
                      + "List)");
        };
    return encoded(accept, 200, inMetaVersion(accept, shaped));
  }

  /// The made forms are the same in all versions of their group but for what they say they are.
  private static ObjectNode inMetaVersion(Accept accept, ObjectNode shaped) {
    if (accept.shape() != Accept.Shape.OBJECT) {
      shaped.put("apiVersion", "meta.k8s.io/" + accept.metaVersion());
    }
    return shaped;
  }

  private Response storedList(Call call, Page page) {
    List<byte[]> chunks = new ArrayList<>(2 * page.items().size() + 2);
    String metadata = Json.MAPPER.writeValueAsString(listMetadata(call, page));
    chunks.add(
        bytes(
            "{\"kind\":\"%s\",\"apiVersion\":\"%s\",\"metadata\":%s,\"items\":["
                .formatted(
                    call.served().type().names().listKind(),
                    call.served().kind().apiVersion(),
                    metadata)));
    byte[] before = itemsHaveKind(call) ? bytes(head(call)) : OPEN;
    boolean first = true;
    for (CachedObject item : page.items()) {
      if (!first) {
        chunks.add(COMMA);
      }
      first = false;
      chunks.add(before);
      chunks.add(item.body());
    }
    chunks.add(END_OF_LIST);
    return new Response.Full(200, List.of(contentType(Encoding.JSON)), chunks);
  }

  /// Kubernetes leaves kind and apiVersion out of the items of its built-in lists, but not of those
  /// of custom resources.
  private static boolean itemsHaveKind(Call call) {
    String group = call.served().type().group();
    return call.served().type().strategy().customResource()
        || (group.contains(".") && !group.endsWith(".k8s.io"));
  }

  private ObjectNode objectList(Call call, Page page) {
    ObjectNode list = Json.object();
    list.put("kind", call.served().type().names().listKind());
    list.put("apiVersion", call.served().kind().apiVersion());
    list.set("metadata", listMetadata(call, page));
    ArrayNode items = list.putArray("items");
    for (ObjectNode object : objects(call, page)) {
      if (!itemsHaveKind(call)) {
        object.remove("kind");
        object.remove("apiVersion");
      }
      items.add(object);
    }
    return list;
  }

  private ObjectNode tableList(Call call, Accept accept, Page page) {
    IncludeObject include = IncludeObject.of(call.request());
    ObjectNode table = Forms.table(listMetadata(page), columns(call), accept.metaVersion());
    for (ObjectNode object : objects(call, page)) {
      Forms.addRow(table, columns(call), object, include, clock.instant());
    }
    return table;
  }

  private static ObjectNode emptyPartialList(Call call, Page page) {
    ObjectNode list = Json.object();
    list.put("kind", "PartialObjectMetadataList").put("apiVersion", "meta.k8s.io/v1");
    list.set("metadata", listMetadata(call, page));
    list.putArray("items");
    return list;
  }

  private static ObjectNode partialList(Call call, Accept accept, Page page) {
    ObjectNode list = emptyPartialList(call, page);
    ArrayNode items = list.withArray("items");
    objects(call, page)
        .forEach(object -> items.add(Forms.partialMetadata(object, accept.metaVersion())));
    return list;
  }

  private static List<ObjectNode> objects(Call call, Page page) {
    return call.served().fromStorage(page.items().stream().map(CachedObject::tree).toList());
  }

  /// A list of custom resources says also that there is no more.
  private static ObjectNode listMetadata(Call call, Page page) {
    ObjectNode metadata = listMetadata(page);
    if (call.served().type().strategy().customResource() && !metadata.has("continue")) {
      metadata.put("continue", "");
    }
    return metadata;
  }

  private static ObjectNode listMetadata(Page page) {
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", Long.toString(page.revision()));
    if (page.continueToken() != null) {
      metadata.put("continue", page.continueToken());
    }
    if (page.remaining() != null) {
      metadata.put("remainingItemCount", page.remaining());
    }
    return metadata;
  }

  static Response error(Request request, ApiException error) {
    return error(request, error, List.of());
  }

  static Response error(Request request, ApiException error, List<String> warnings) {
    Accept accept = Accept.forErrors(request);
    Response.Full response = withWarnings(encoded(accept, error.code(), error.status()), warnings);
    Integer retryAfter = error.retryAfterSeconds();
    return retryAfter == null
        ? response
        : response.with("Retry-After", Integer.toString(retryAfter));
  }

  static Response.Full encoded(Accept accept, int status, JsonNode body) {
    byte[] encoded =
        switch (accept.encoding()) {
          case YAML -> Yaml.bytes(body);
          case JSON -> json(accept, body);
        };
    return new Response.Full(status, List.of(contentType(accept.encoding())), List.of(encoded));
  }

  private static byte[] json(Accept accept, JsonNode body) {
    if (!accept.pretty()) {
      return bytes(Json.MAPPER.writeValueAsString(body) + "\n");
    }
    return Json.MAPPER
        .writer()
        .with(SerializationFeature.INDENT_OUTPUT)
        .with(PrettyJson.PRINTER)
        .writeValueAsBytes(body);
  }

  /// The same answer with sentences for people, each once.
  static Response withWarnings(Response response, List<String> warnings) {
    List<String> sentences = warnings.stream().distinct().toList();
    return switch (response) {
      case Response.Full full -> withWarnings(full, sentences);
      case Response.Streaming stream -> {
        List<Header> headers = new ArrayList<>(stream.headers());
        sentences.forEach(warning -> headers.add(new Header("Warning", quoted(warning))));
        yield new Response.Streaming(stream.status(), headers, stream.producer());
      }
    };
  }

  private static String quoted(String warning) {
    return "299 - \"" + warning.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static Response.Full withWarnings(Response.Full response, List<String> warnings) {
    Response.Full result = response;
    for (String warning : warnings) {
      result = result.with("Warning", quoted(warning));
    }
    return result;
  }

  private static Header contentType(Encoding encoding) {
    return switch (encoding) {
      case JSON -> new Header("Content-Type", "application/json");
      case YAML -> new Header("Content-Type", "application/yaml");
    };
  }

  /// The kind's name as Kubernetes' messages have it: `apps.ReplicaSet`, `core.Pod`.
  private static String goName(Call call) {
    String group = call.served().type().group();
    String first = group.isEmpty() ? "core" : group.split("\\.")[0];
    return first + "." + call.served().kind().kind();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
