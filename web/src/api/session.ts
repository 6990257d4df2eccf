/** Who calls the server, and from which installation of this client. */
export interface Session {
  readonly user: number;
  readonly token: string;
  readonly device: string;
}
