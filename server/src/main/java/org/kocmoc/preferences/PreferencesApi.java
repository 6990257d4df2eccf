package org.kocmoc.preferences;

import java.util.List;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;

/// Routes of the own settings.
final class PreferencesApi {
    private static final String SETTINGS = "/api/account/settings";

    private final Preferences preferences;

    PreferencesApi(Preferences preferences) {
        this.preferences = preferences;
    }

    List<Route> routes() {
        return List.of(
                Route.get(SETTINGS, Access.USER, "Shows the own settings.", this::show),
                Route.patch(
                        SETTINGS, Access.USER, "Changes some of the own settings.", this::change));
    }

    private Response show(Request request) {
        return Response.ok(preferences.of(request.caller().user()));
    }

    private Response change(Request request) {
        UserId user = request.caller().user();
        return Response.ok(
                preferences.change(
                        user,
                        Catalogue.choices(
                                request.body(PreferencesError.SETTINGS_INVALID).whole())));
    }
}
