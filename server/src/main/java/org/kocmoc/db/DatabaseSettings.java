package org.kocmoc.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.ds.PGSimpleDataSource;

/// Where the database is and how to sign in. Does not print its password.
///
/// @param verifyTls demand TLS with a certificate that the JVM trusts for `host`; otherwise TLS is
///   used where the server offers it, without proof of who it is
/// @param poolSize connections held open at most
public record DatabaseSettings(
        String host,
        int port,
        String database,
        String user,
        String password,
        boolean verifyTls,
        int poolSize) {

    /// Two busy cores saturate at about this many; more only queue inside PostgreSQL.
    public static final int DEFAULT_POOL_SIZE = 20;

    /// The same database, another number of connections.
    public DatabaseSettings withPoolSize(int connections) {
        return new DatabaseSettings(host, port, database, user, password, verifyTls, connections);
    }

    @Override
    public String toString() {
        return "postgresql://" + user + "@" + host + ":" + port + "/" + database;
    }

    /// A connection outside any pool and without a limit on how long a statement runs, for commands
    /// that do one long thing. The role's limits hold until they are lifted.
    public Connection connect() throws SQLException {
        return singleConnections().getConnection();
    }

    /// One connection per call, outside any pool and without a limit on how long a statement runs.
    PGSimpleDataSource singleConnections() {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(user);
        source.setPassword(password);
        // Statements prepared by name get lost in older poolers.
        source.setPrepareThreshold(0);
        properties().forEach((key, value) -> set(source, (String) key, (String) value));
        return source;
    }

    /// Options of the driver that every connection shares.
    Properties properties() {
        var properties = new Properties();
        properties.setProperty("ApplicationName", "kocmoc");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
        // The detail of an error quotes the row, which may be somebody's message.
        properties.setProperty("logServerErrorDetail", "false");
        if (verifyTls) {
            properties.setProperty("sslmode", "verify-full");
            properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return properties;
    }

    private static void set(PGSimpleDataSource source, String key, String value) {
        try {
            source.setProperty(key, value);
        } catch (SQLException e) {
            throw new IllegalArgumentException(key, e);
        }
    }
}
