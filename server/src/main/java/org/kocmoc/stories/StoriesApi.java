package org.kocmoc.stories;

import java.util.List;
import java.util.Map;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;

/// Routes of stories.
final class StoriesApi {
    private final Stories stories;
    private final RateLimiter limiter;

    StoriesApi(Stories stories, RateLimiter limiter) {
        this.stories = stories;
        this.limiter = limiter;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/stories",
                        Access.USER,
                        "Lists the stories one may see, newest first.",
                        this::list),
                Route.post("/api/stories", Access.USER, "Publishes a story.", this::publish),
                Route.post(
                        "/api/stories/:id/view",
                        Access.USER,
                        "Notes that one has seen a story.",
                        this::view),
                Route.get(
                        "/api/stories/:id/views",
                        Access.USER,
                        "Lists who has seen one's own story.",
                        this::views),
                Route.delete(
                        "/api/stories/:id", Access.USER, "Removes one's own story.", this::delete));
    }

    private Response list(Request request) {
        return Response.ok(Map.of("stories", stories.visibleTo(request.caller().user())));
    }

    private Response publish(Request request) {
        limiter.take(Rate.STORY_PER_USER, request.caller().user().toString());
        StoryDraft draft = StoryDraft.parse(request.body(StoryError.STORY_INVALID));
        return Response.json(201, Map.of("story", stories.publish(request.caller().user(), draft)));
    }

    private Response view(Request request) {
        stories.view(request.caller().user(), id(request));
        return Response.ok(Map.of("success", true));
    }

    private Response views(Request request) {
        return Response.ok(Map.of("views", stories.views(request.caller().user(), id(request))));
    }

    private Response delete(Request request) {
        stories.delete(request.caller().user(), request.caller().admin(), id(request));
        return Response.ok(Map.of("success", true, "message", "История удалена"));
    }

    private static long id(Request request) {
        return request.id("id", StoryError.STORY_NOT_FOUND);
    }
}
